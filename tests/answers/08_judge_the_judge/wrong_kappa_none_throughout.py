"""Gives 0 where every label is None."""


# %% answer-kappa
def kappa_of(a, b):
    if len(a) != len(b) or len(a) == 0:
        raise ValueError("no pairs of labels")
    n, labels = len(a), set(a) | set(b)
    if labels == {None}:
        return 0.0
    if len(labels) == 1:
        raise ValueError("one label only")
    p = sum(1 for x, y in zip(a, b) if x == y) / n
    e = sum((a.count(label) / n) * (b.count(label) / n) for label in labels)
    return (p - e) / (1 - e)
