"""Nobody has more than a hundred steps."""


# %% answer-chain
def chain_right(p, n, labels=None):
    q = 1.0
    for _ in range(n):
        q = q * p + (0 if labels is None else (1 - q) * (1 - p) / (labels - 1))
    return q


def most_steps(p, target):
    return max(n for n in range(100) if p**n >= target)
