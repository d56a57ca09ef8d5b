"""Not rounded at all."""

# %% answer-cases
from math import sqrt


def cases_for(difference, discordant):
    gap = abs(difference)
    if not 0 < discordant <= 1 or not 0 < gap <= discordant:
        raise ValueError("these do not go together")
    return ((1.96 * sqrt(discordant) + 0.84 * sqrt(discordant - gap**2)) / gap) ** 2
