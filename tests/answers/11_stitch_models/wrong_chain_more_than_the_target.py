"""The target must be passed, not reached."""


# %% answer-chain
def chain_right(p, n, labels=None):
    q = 1.0
    for _ in range(n):
        q = q * p + (0 if labels is None else (1 - q) * (1 - p) / (labels - 1))
    return q


def most_steps(p, target):
    n = 0
    while p ** (n + 1) > target:
        n += 1
    return n
