"""Refuses a loss, which is as hard to find as a gain."""

# %% answer-cases
from math import ceil, sqrt


def cases_for(difference, discordant):
    gap = difference
    if not 0 < discordant <= 1 or not 0 < gap <= discordant:
        raise ValueError("these do not go together")
    return ceil(((1.96 * sqrt(discordant) + 0.84 * sqrt(discordant - gap**2)) / gap) ** 2)
