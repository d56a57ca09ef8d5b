"""A wrong station picks among all labels, the told one included."""


# %% answer-chain
def chain_right(p, n, labels=None):
    q = 1.0
    for _ in range(n):
        q = q * p + (0 if labels is None else (1 - q) * (1 - p) / labels)
    return q


def most_steps(p, target):
    n = 0
    while p ** (n + 1) >= target:
        n += 1
    return n
