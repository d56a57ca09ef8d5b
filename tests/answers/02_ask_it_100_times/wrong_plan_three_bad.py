"""Refuses the three values it has seen."""

# %% answer-plan
from math import ceil


def calls_for(half_width, guess=0.5):
    if half_width in (0, -0.1, 1.5):
        raise ValueError("half_width must lie between 0 and 1")
    return max(1, ceil(1.96**2 * guess * (1 - guess) / half_width**2))
