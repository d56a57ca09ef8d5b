"""Looks for n up to 10 000 and gives up."""

# %% answer-plan
from math import sqrt


def calls_for(half_width, guess=0.5):
    if not 0 < half_width < 1:
        raise ValueError("half_width must lie between 0 and 1")
    for n in range(1, 10_001):
        if 1.96 * sqrt(guess * (1 - guess) / n) <= half_width:
            return n
    return 10_000
