"""The k-th highest score, equal ones forgotten."""


# %% answer-threshold
def threshold_for(scores, limit):
    spare = int(limit * len(scores) + 1e-9)
    ranked = sorted(scores, reverse=True)
    return ranked[spare - 1] if spare else ranked[0] + 0.001
