"""Refuses half widths that are allowed (0.5 and more)."""

# %% answer-plan
from math import ceil


def calls_for(half_width, guess=0.5):
    if not 0 < half_width < 0.5:
        raise ValueError("half_width must lie between 0 and 0.5")
    return max(1, ceil(1.96**2 * guess * (1 - guess) / half_width**2))
