"""Leaves out the 0.84: found only every second time."""

# %% answer-cases
from math import ceil, sqrt


def cases_for(difference, discordant):
    gap = abs(difference)
    if not 0 < discordant <= 1 or not 0 < gap <= discordant:
        raise ValueError("these do not go together")
    return ceil((1.96 * sqrt(discordant) / gap) ** 2)
