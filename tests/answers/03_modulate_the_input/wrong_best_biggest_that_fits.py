"""As many parts as fit."""


# %% answer-best
def best_parts(parts, budget):
    for k in range(len(parts), -1, -1):
        for names in combinations(parts, k):
            if size_of([parts[name] for name in names]) <= budget:
                return list(names)
