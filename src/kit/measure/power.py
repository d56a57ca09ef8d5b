"""How small a difference can n cases show, and how many cases does a difference need? Ask before you run.

For right or wrong on the same cases under both variants, where McNemar's test decides. What matters is not
the score but the share of *discordant* cases, on which the two differ: agreement tells nothing. Left out:
power for other scores and for judges (simulate it: draw many studies, count the verdicts).
"""

from __future__ import annotations

from math import ceil, inf, sqrt
from statistics import NormalDist


def cases_needed(difference: float, *, discordant: float = 0.3, power: float = 0.8) -> int:
    """Cases needed so that a paired comparison finds a true difference with probability `power`.

    n = (z_0.975 sqrt(d) + z_power sqrt(d - difference^2))^2 / difference^2, with d the discordant share
    (O. S. Miettinen, Biometrics 24, 1968; R. J. Connor, Biometrics 43, 1987), two-sided at 5 %, rounded up.
    The exact test wants a few cases more.

    Args:
        difference: the smallest difference of the shares right that is worth finding; its sign is ignored.
        discordant: share of cases that exactly one of the two gets right; at least the difference.
        power: probability of finding it.
    Returns:
        A number of cases.
    Raises:
        ValueError: a share outside (0, 1], a power outside (0.05, 1), or a difference above `discordant`.

    Example:
        `cases_needed(0.05)` is 940: five points cost a thousand cases.
    """
    gap, z_power = abs(difference), _checked(discordant, power)
    if not 0 < gap <= 1:
        raise ValueError(f"difference={difference!r} must be a share other than 0; five points is 0.05.")
    if gap > discordant:
        raise ValueError(
            f"a difference of {gap:g} takes as many discordant cases at least; discordant={discordant:g}."
        )
    return ceil(((_z(0.975) * sqrt(discordant) + z_power * sqrt(discordant - gap**2)) / gap) ** 2 - 1e-9)


def detectable(n: int, *, discordant: float = 0.3, power: float = 0.8) -> float:
    """Find the smallest true difference that n cases under both variants show with probability `power`.

    The inverse of `cases_needed`, by bisection. A comparison that found nothing has ruled out differences of
    about this size, not smaller ones.

    Args:
        n: cases.
        discordant: share of cases that exactly one of the two gets right.
        power: probability of finding it.
    Returns:
        A difference of shares, above 0; infinity where n cases show no difference that `discordant` allows.
    Raises:
        ValueError: n below 1, a share outside (0, 1], or a power outside (0.05, 1).

    Example:
        `detectable(100)` is 0.15: with a hundred cases, fifteen points.
    """
    z_power = _checked(discordant, power)
    if n < 1:
        raise ValueError(f"n={n!r} must be 1 case or more.")

    def short(gap: float) -> bool:
        wanted = _z(0.975) * sqrt(discordant) + z_power * sqrt(max(discordant - gap**2, 0.0))
        return gap * sqrt(n) < wanted

    low, high = 0.0, discordant
    if short(high):
        return inf
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if short(middle) else (low, middle)
    return high


def _z(share: float) -> float:
    return NormalDist().inv_cdf(share)


def _checked(discordant: float, power: float) -> float:
    """The normal quantile of the power, after a look at both numbers."""
    if not 0 < discordant <= 1:
        raise ValueError(f"discordant={discordant!r} must be a share above 0, at most 1; 0.3 is a guess.")
    if not 0.05 < power < 1:
        raise ValueError(f"power={power!r} must lie between 0.05 and 1; 0.8 is usual.")
    return _z(power)
