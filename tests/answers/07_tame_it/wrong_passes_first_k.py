"""A case counts once c reaches k."""

# %% answer-passes


def pass_at_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no counts of tries")
    return float(c >= 1)


def pass_hat_k(n, c, k):
    if not (0 <= c <= n and 1 <= k <= n):
        raise ValueError("no counts of tries")
    return float(c >= k)
