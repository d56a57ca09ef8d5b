"""Counts the net change of the total, not the cases that changed."""

# %% answer-floor
from math import sqrt


def floor_of(first, second):
    if not first or len(first) != len(second):
        raise ValueError("not the same cases")
    n = len(first)
    flips = abs(sum(second) - sum(first))
    return {"difference": (sum(second) - sum(first)) / n, "flips": flips, "floor": 1.96 * sqrt(flips) / n}
