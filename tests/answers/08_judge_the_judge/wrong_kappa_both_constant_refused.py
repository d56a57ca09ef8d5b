"""Refuses two constant lists even if their labels differ."""


# %% answer-kappa
def kappa_of(a, b):
    if len(a) != len(b) or len(a) == 0:
        raise ValueError("no pairs of labels")
    n, labels = len(a), set(a) | set(b)
    if len(set(a)) == 1 and len(set(b)) == 1:
        raise ValueError("one label only")
    p = sum(1 for x, y in zip(a, b) if x == y) / n
    e = sum((a.count(label) / n) * (b.count(label) / n) for label in labels)
    return (p - e) / (1 - e)
