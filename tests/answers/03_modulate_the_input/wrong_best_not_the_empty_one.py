"""Never tries the empty combination."""


# %% answer-best
def best_parts(parts, budget):
    every = [list(ns) for k in range(1, len(parts) + 1) for ns in combinations(parts, k)]
    fit = [ns for ns in every if size_of([parts[n] for n in ns]) <= budget]
    return max(fit, key=lambda ns: score([parts[n] for n in ns]))
