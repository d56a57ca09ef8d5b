"""Reads 5 as five points instead of refusing it."""

# %% answer-plan
from math import ceil


def calls_for(half_width, guess=0.5):
    if half_width >= 2:
        half_width /= 100
    if not 0 < half_width < 1:
        raise ValueError("half_width must lie between 0 and 1")
    return max(1, ceil(1.96**2 * guess * (1 - guess) / half_width**2))
