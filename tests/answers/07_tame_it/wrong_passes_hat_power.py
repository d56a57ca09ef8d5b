"""pass@k is right, pass^k is the biased shortcut."""

# %% answer-passes
from math import comb


def pass_at_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no counts of tries")
    return 1 - comb(n - c, k) / comb(n, k)


def pass_hat_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no counts of tries")
    return (c / n) ** k
