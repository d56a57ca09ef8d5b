"""Lets a difference pass that so few discordant cases cannot make."""

# %% answer-cases
from math import ceil, sqrt


def cases_for(difference, discordant):
    gap = abs(difference)
    if gap == 0 or not 0 < discordant <= 1:
        raise ValueError("these do not go together")
    return ceil(((1.96 * sqrt(discordant) + 0.84 * sqrt(max(discordant - gap**2, 0))) / gap) ** 2)
