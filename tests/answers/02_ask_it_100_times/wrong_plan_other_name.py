"""Its second parameter has another name: calls_for(0.05, guess=0.9) is a TypeError."""

# %% answer-plan
from math import ceil


def calls_for(half_width, p=0.5):
    if not 0 < half_width < 1:
        raise ValueError("half_width must lie between 0 and 1")
    return max(1, ceil(1.96**2 * p * (1 - p) / half_width**2))
