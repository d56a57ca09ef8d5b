"""Only the smallest majority, not the larger ones."""

# %% answer-accuracy
from math import comb


def vote_accuracy(p, k, r=0.0):
    m = k // 2 + 1
    apart = comb(k, m) * p**m * (1 - p) ** (k - m)
    return r * p + (1 - r) * apart
