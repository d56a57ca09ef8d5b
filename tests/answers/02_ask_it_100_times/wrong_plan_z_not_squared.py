"""Forgets to square z."""

# %% answer-plan
from math import ceil


def calls_for(half_width, guess=0.5):
    if not 0 < half_width < 1:
        raise ValueError("half_width must lie between 0 and 1")
    return ceil(1.96 * guess * (1 - guess) / half_width**2)
