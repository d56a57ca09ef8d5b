"""Matches labels by their place, not by their name."""


# %% answer-batch
def batch(rows):
    import numpy as np

    t = np.exp([list(b.values()) for b in rows])
    s = t / t.sum(1, keepdims=True)
    o = s / s.mean(0)
    return [dict(zip(r, x)) for r, x in zip(rows, o / o.sum(1, keepdims=True))]
