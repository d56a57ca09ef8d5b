"""Refuses a discordant share of 1."""

# %% answer-cases
from math import ceil, sqrt


def cases_for(difference, discordant):
    gap = abs(difference)
    if not 0 < discordant < 1 or not 0 < gap <= discordant:
        raise ValueError("no")
    return ceil(((1.96 * sqrt(discordant) + 0.84 * sqrt(discordant - gap**2)) / gap) ** 2)
