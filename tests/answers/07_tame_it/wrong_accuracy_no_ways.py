"""Forgets in how many ways m of k can be right."""

# %% answer-accuracy


def vote_accuracy(p, k, r=0.0):
    apart = sum(p**m * (1 - p) ** (k - m) for m in range(k // 2 + 1, k + 1))
    return r * p + (1 - r) * apart
