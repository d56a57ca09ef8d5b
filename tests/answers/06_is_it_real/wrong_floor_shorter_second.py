"""Sees that the second run is longer, not that it is shorter."""

# %% answer-floor
from math import sqrt


def floor_of(first, second):
    if not first or not second or len(second) > len(first):
        raise ValueError("no")
    n = len(first)
    flips = sum(first[i] != second[i] for i in range(len(second)))
    return {"difference": (sum(second) - sum(first)) / n, "flips": flips, "floor": 1.96 * sqrt(flips) / n}
