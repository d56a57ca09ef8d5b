"""Rounds to the nearest, which may be too few."""


# %% answer-plan
def calls_for(half_width, guess=0.5):
    if not 0 < half_width < 1:
        raise ValueError("half_width must lie between 0 and 1")
    return max(1, round(1.96**2 * guess * (1 - guess) / half_width**2))
