"""Counts words, not tokens."""


# %% answer-best
def best_parts(parts, budget):
    every = [list(ns) for k in range(len(parts) + 1) for ns in combinations(parts, k)]
    fit = [ns for ns in every if sum(len(parts[n].split()) for n in ns) <= budget]
    return max(fit, key=lambda ns: score([parts[n] for n in ns]))
