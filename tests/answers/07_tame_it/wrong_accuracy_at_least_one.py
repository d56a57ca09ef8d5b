"""pass@k, not the vote."""

# %% answer-accuracy


def vote_accuracy(p, k, r=0.0):
    return r * p + (1 - r) * (1 - (1 - p) ** k)
