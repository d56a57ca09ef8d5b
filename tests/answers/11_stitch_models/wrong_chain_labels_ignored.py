"""p^n, whatever may be undone."""


# %% answer-chain
def chain_right(p, n, labels=None):
    return p**n


def most_steps(p, target):
    n = 0
    while p ** (n + 1) >= target:
        n += 1
    return n
