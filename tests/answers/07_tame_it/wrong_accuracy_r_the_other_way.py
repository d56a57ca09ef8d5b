"""Gives the correlation to the wrong part."""

# %% answer-accuracy
from math import comb


def vote_accuracy(p, k, r=0.0):
    apart = sum(comb(k, m) * p**m * (1 - p) ** (k - m) for m in range(k // 2 + 1, k + 1))
    return (1 - r) * p + r * apart
