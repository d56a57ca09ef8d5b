"""Matches labels by their place, not by their name."""


# %% answer-contextual
def contextual(scores, blanks):
    import numpy as np

    t = np.exp([list(b.values()) for b in blanks])
    p = (t / t.sum(1, keepdims=True)).mean(0)
    o = np.exp(list(scores.values())) / p
    return dict(zip(scores, o / o.sum()))
