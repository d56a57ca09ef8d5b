"""Lets impossible numbers through."""

# %% answer-passes
from math import comb


def pass_at_k(n, c, k):
    return 1 - comb(n - c, k) / comb(n, k)


def pass_hat_k(n, c, k):
    return comb(c, k) / comb(n, k) if c >= 0 else 0.0
