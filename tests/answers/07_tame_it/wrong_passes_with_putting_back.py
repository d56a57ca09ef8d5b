"""Raises the rate to the power k."""

# %% answer-passes


def pass_at_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no counts of tries")
    return 1 - (1 - c / n) ** k


def pass_hat_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no counts of tries")
    return (c / n) ** k
