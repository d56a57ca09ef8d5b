"""Starts the sum one too low."""

# %% answer-accuracy
from math import comb


def vote_accuracy(p, k, r=0.0):
    apart = sum(comb(k, m) * p**m * (1 - p) ** (k - m) for m in range(k // 2, k + 1))
    return r * p + (1 - r) * apart
