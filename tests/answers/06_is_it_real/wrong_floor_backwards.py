"""First minus second."""

# %% answer-floor
from math import sqrt


def floor_of(first, second):
    if not first or len(first) != len(second):
        raise ValueError("not the same cases")
    n = len(first)
    flips = sum(a != b for a, b in zip(first, second, strict=False))
    return {"difference": (sum(first) - sum(second)) / n, "flips": flips, "floor": 1.96 * sqrt(flips) / n}
