"""Compares what fits and says nothing of the rest."""

# %% answer-floor
from math import sqrt


def floor_of(first, second):
    if not first:
        raise ValueError("no cases")
    n = len(first)
    flips = sum(a != b for a, b in zip(first, second, strict=False))
    return {"difference": (sum(second) - sum(first)) / n, "flips": flips, "floor": 1.96 * sqrt(flips) / n}
