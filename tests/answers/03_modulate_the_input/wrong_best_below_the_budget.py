"""Refuses a prompt that costs exactly the budget."""


# %% answer-best
def best_parts(parts, budget):
    every = [list(names) for k in range(len(parts) + 1) for names in combinations(parts, k)]
    fit = [names for names in every if size_of([parts[name] for name in names]) < budget]
    return max(fit, key=lambda names: score([parts[name] for name in names]))
