"""Always the worst case."""

# %% answer-plan
from math import ceil


def calls_for(half_width, guess=0.5):
    if not 0 < half_width < 1:
        raise ValueError("half_width must lie between 0 and 1")
    return ceil(1.96**2 * 0.25 / half_width**2)
