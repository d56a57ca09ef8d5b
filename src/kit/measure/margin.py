"""The statistics of the gate: intervals at 1 - 2 risk, so that either end is missed `risk` of the time."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, inf, sqrt
from statistics import NormalDist
from typing import Any

from kit.measure.estimate import Estimate

_TELLING = 6  # groups that differ, from which on their spread can be believed


def more_cases(n: int, spread: float, seen: float, margin: float, risk: float, power: float) -> int | None:
    """Cases to add: (z_alpha + z_power)^2 variance / (margin + gap)^2 (J. Nam, Biometrics 53, 1997)."""
    room = margin + seen
    if room <= 0.1 * margin:
        return None
    z = NormalDist().inv_cdf(1 - risk) + NormalDist().inv_cdf(power)
    return max(1, ceil(z * z * max(spread - seen * seen, 0.0) / room**2) - n)


def tango(won: int, lost: int, n: int, risk: float) -> Estimate:
    """After minus before with the interval that inverts Tango's score test, half a case of correction."""
    z, gap = NormalDist().inv_cdf(1 - risk), won - lost

    def beyond(true: float, sign: int) -> bool:  # does the test reject that the difference is `true`?
        a, b, c = 2 * n, -won - lost + (2 * n - won + lost) * true, -lost * true * (1 - true)
        q = (sqrt(max(b * b - 4 * a * c, 0.0)) - b) / (2 * a)
        return sign * (gap - n * true) - 0.5 >= z * sqrt(max(n * (2 * q + true * (1 - true)), 0.0))

    def end(sign: int) -> float:
        outside, inside = -1.0 * sign, gap / n
        for _ in range(50):
            middle = (outside + inside) / 2
            outside, inside = (middle, inside) if beyond(middle, sign) else (outside, middle)
        return outside

    method = "Tango's score interval, continuity-corrected"
    return Estimate(gap / n, end(1), end(-1), n, signed=True, method=method, confidence=1 - 2 * risk)


def student(values: Sequence[float], groups: Any, risk: float, scale: float) -> Estimate:
    """Mean with Student's interval over cases or groups.

    Where next to nothing differs, the spread seen says little (no loss among ten cases does not mean that
    there is none), so with a `scale` two pseudo-groups are added then, one that far either way.
    """
    import numpy as np
    from scipy.special import stdtrit

    from kit.measure.intervals import labels_of

    label = np.arange(len(values)) if groups is None else labels_of(groups, len(values))
    sums, sizes = np.bincount(label, values), np.bincount(label).astype(float)
    value, real = float(sums.sum() / sizes.sum()), len(sums)
    if scale and np.count_nonzero(sums) < _TELLING:
        size = float(sizes.mean())
        sums, sizes = np.append(sums, [scale * size, -scale * size]), np.append(sizes, [size, size])
    count, middle = len(sums), float(sums.sum() / sizes.sum())
    off = sums - middle * sizes
    half = inf
    if count > 1:
        spread = sqrt(count / (count - 1) * float((off**2).sum())) / float(sizes.sum())
        half = float(stdtrit(count - 1, 1 - risk)) * spread
    low, high = min(middle - half, value), max(middle + half, value)
    method = f"Student's t over {'cases' if groups is None else 'groups of cases'}"
    return Estimate(value, low, high, real, signed=bool(scale), method=method, confidence=1 - 2 * risk)


def percentile(seconds: Sequence[float], risk: float, share: float = 0.95) -> Estimate:
    """A percentile with its exact, distribution-free ends: two of the ordered times themselves."""
    from scipy.special import bdtr

    times, n = sorted(seconds), len(seconds)
    below = [float(bdtr(k, n, share)) for k in range(n)]  # P(at most k of n times lie below the percentile)
    low = max((times[k] for k in range(n) if below[k] <= risk), default=0.0)
    high = min((times[k] for k in range(n) if below[k] >= 1 - risk), default=inf)
    value = times[max(0, ceil(share * n) - 1)]
    method = "order statistics, exact"
    return Estimate(value, min(low, value), max(high, value), n, "s", method=method, confidence=1 - 2 * risk)
