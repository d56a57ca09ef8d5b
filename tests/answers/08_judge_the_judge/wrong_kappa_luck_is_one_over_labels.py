"""Luck as if all labels were equally common."""


# %% answer-kappa
def kappa_of(a, b):
    if len(a) != len(b) or len(a) == 0:
        raise ValueError("no pairs of labels")
    n, labels = len(a), set(a) | set(b)
    if len(labels) == 1:
        raise ValueError("one label only")
    p = sum(1 for x, y in zip(a, b) if x == y) / n
    e = 1 / len(labels)
    return (p - e) / (1 - e)
