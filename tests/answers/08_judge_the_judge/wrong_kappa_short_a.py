"""Only notices a list b that is too short."""


# %% answer-kappa
def kappa_of(a, b):
    if len(a) == 0 or len(a) > len(b):
        raise ValueError("no pairs of labels")
    n, labels = len(a), set(a) | set(b)
    if len(labels) == 1:
        raise ValueError("one label only")
    p = sum(1 for x, y in zip(a, b) if x == y) / n
    e = sum((a.count(label) / n) * (b.count(label) / n) for label in labels)
    return (p - e) / (1 - e)
