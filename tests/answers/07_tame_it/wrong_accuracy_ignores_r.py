"""All voters err apart, whatever r says."""

# %% answer-accuracy
from math import comb


def vote_accuracy(p, k, r=0.0):
    return sum(comb(k, m) * p**m * (1 - p) ** (k - m) for m in range(k // 2 + 1, k + 1))
