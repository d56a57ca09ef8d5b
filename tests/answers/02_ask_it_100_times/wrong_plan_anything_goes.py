"""Accepts a half width of zero or less."""

# %% answer-plan
from math import ceil


def calls_for(half_width, guess=0.5):
    return ceil(1.96**2 * guess * (1 - guess) / half_width**2)
