"""Intervals for numbers that are no plain share: means, medians, statistics of cases, repeats within cases.

What varies from one study to the next is mostly *which cases* you happened to have, so every interval here is
over cases (or over groups of cases that belong together), never over calls. Left out: intervals for
regression models and for very skewed costs (see scipy.stats.bootstrap, method "BCa").
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from math import inf, isfinite, sqrt
from statistics import NormalDist, mean
from typing import TYPE_CHECKING, Any

from kit.measure.estimate import Estimate
from kit.measure.rate import Rate

if TYPE_CHECKING:
    import numpy as np

_DRAWS = 4000
_TAIL = 0.025


def numbers(values: Sequence[Any], what: str = "a value") -> np.ndarray:
    """Turn scores into an array of floats, with a sentence for what is none.

    Raises:
        ValueError: no values, or one that is no number (a failed call has no score).
    """
    import numpy as np

    found = []
    for place, value in enumerate(values):
        try:
            found.append(float(value))
        except (TypeError, ValueError):
            said = f"{what} must be a number or a bool; number {place} is {value!r}."
            raise ValueError(f"{said} Leave failed cases out of both sides, or score them 0.") from None
        if not isfinite(found[-1]):
            raise ValueError(f"{what} must be finite; number {place} is {value!r}.")
    if not found:
        raise ValueError(f"{what} is needed, and there is none; did every call fail?")
    return np.array(found)


def case_means(rows: Sequence[Any], what: str = "a score") -> np.ndarray:
    """One number per case: the score itself, or the mean over the case's repeats."""
    flat = [row.tolist() if hasattr(row, "tolist") else row for row in rows]
    return numbers([numbers(r, what).mean() if isinstance(r, (list, tuple)) else r for r in flat], what)


def labels_of(groups: Sequence[Hashable], n: int) -> np.ndarray:
    """Number the groups 0, 1, ... in order of appearance, one number per case.

    Raises:
        ValueError: not as many labels as cases.
    """
    import numpy as np

    if len(groups) != n:
        raise ValueError(f"{len(groups)} group labels for {n} cases; give one label per case.")
    places: dict[Hashable, int] = {}
    return np.array([places.setdefault(label, len(places)) for label in groups])


def bootstrap(
    values: Sequence[float],
    statistic: Callable[[Any], float] = mean,
    *,
    groups: Sequence[Hashable] | None = None,
    seed: int = 0,
    unit: str = "",
) -> Estimate:
    """Interval for any statistic, by drawing the cases again, with repetition, 4,000 times.

    The percentile bootstrap (B. Efron, Annals of Statistics 7, 1979), its ends moved outwards as T. C.
    Hesterberg asks (What Teachers Should Know About the Bootstrap, The American Statistician 69, 2015,
    "expanded percentile interval"), since with few cases the plain one is too narrow. One case gives no end.

    Args:
        values: one number per case.
        statistic: number of an array of them; the mean by default (fast), else called for every draw.
        groups: a label per case; cases of one group are drawn together (near copies, one customer).
        seed: decides the draws.
        unit: of the result.
    Returns:
        An `Estimate` whose n is the number of cases, or of groups.
    Raises:
        ValueError: no values, one that is no number, or another number of labels.

    Example:
        `bootstrap([3, 5, 4, 8, 6])` shows `5.2 [3.6, 7.4] (n=5)` or nearly that.
    """
    import numpy as np

    data = numbers(values)
    label = np.arange(len(data)) if groups is None else labels_of(groups, len(data))
    units = int(label.max()) + 1
    if statistic is mean:
        sums, counts = np.bincount(label, data), np.bincount(label)
        value = float(data.mean())
        drawn = [sums[i].sum(1) / counts[i].sum(1) for i in _draws(units, _DRAWS, seed)]
    else:
        members = [np.flatnonzero(label == g) for g in range(units)]
        value = float(statistic(data))
        again = (
            np.concatenate([members[g] for g in row]) for i in _draws(units, _DRAWS // 2, seed) for row in i
        )
        drawn = [np.array([float(statistic(data[places])) for places in again])]
    method = f"bootstrap over {'cases' if groups is None else 'groups of cases'}"
    if units == 1:
        return Estimate(value, -inf, inf, 1, unit, method=method)
    low, high = np.quantile(np.concatenate(drawn), [_outer(units), 1 - _outer(units)])
    return Estimate(value, min(float(low), value), max(float(high), value), units, unit, method=method)


def _draws(units: int, draws: int, seed: int) -> Iterator[np.ndarray]:
    """Places drawn with repetition: arrays of (some draws, units), small enough for memory."""
    import numpy as np

    rng, some = np.random.default_rng(seed), max(1, 2_000_000 // units)
    for start in range(0, draws, some):
        yield rng.integers(0, units, (min(some, draws - start), units))


def _outer(units: int) -> float:
    """Share of draws to cut off on each side so that a mean of `units` normal values covers 95 %."""
    from scipy.special import stdtrit

    return NormalDist().cdf(-sqrt(units / (units - 1)) * float(stdtrit(units - 1, 1 - _TAIL)))


def median(values: Sequence[float], *, unit: str = "") -> Estimate:
    """Median with its distribution-free interval: two of the ordered values themselves.

    The ends are the k-th smallest and k-th largest value, k the largest for which a fair coin tossed n times
    shows fewer than k heads with probability 0.025 at most (W. R. Thompson, Annals of Mathematical Statistics
    7, 1936). It covers at least 95 %, whatever the distribution; below six values it has no ends.

    Args:
        values: one number per case.
        unit: of the values ("s").
    Returns:
        An `Estimate`.
    Raises:
        ValueError: no values, or one that is no number.
    """
    import numpy as np
    from scipy.special import bdtr

    data = np.sort(numbers(values))
    n = len(data)
    k = int((bdtr(np.arange((n + 1) // 2), n, 0.5) <= _TAIL).sum())
    low, high = (float(data[k - 1]), float(data[n - k])) if k else (-inf, inf)
    return Estimate(float(np.median(data)), low, high, n, unit, method="order statistics, exact")


def clustered(rows: Sequence[Sequence[bool | float]], *, seed: int = 0) -> Estimate:
    """Mean score over cases that were each asked several times; the interval respects the repeats.

    Ten repeats of one case are not ten cases. For right or wrong (0 and 1 alone) it is Wilson's interval at
    the effective sample size: so many independent cases as would vary as the case means do (E. L. Korn and
    B. I. Graubard, Survey Methodology 24, 1998; C. Franco et al., J. Survey Statistics and Methodology 7,
    2019). For other scores it is the bootstrap over cases. Every case weighs the same.

    Args:
        rows: for each case the scores of its repeats, at least one.
        seed: decides the bootstrap's draws.
    Returns:
        An `Estimate` whose n is the number of cases.
    Raises:
        ValueError: no cases, a case without repeats, or a score that is no number.
    """
    import numpy as np

    scores = [numbers(row, "a score") for row in rows]
    means = case_means([row.mean() for row in scores])
    trials = int(sum(len(row) for row in scores))
    if not np.isin(np.concatenate(scores), (0, 1)).all():
        return bootstrap(means.tolist(), seed=seed)
    if trials == len(rows):
        rate = Rate(int(means.sum()), trials)
        return Estimate(rate.value, rate.low, rate.high, trials, method="Wilson")
    return share_over_cases(means, trials)


def share_over_cases(means: np.ndarray, trials: int) -> Estimate:
    """Wilson's interval for the mean of shares (each 0 to 1), one per case, at the effective sample size.

    Args:
        means: one share per case.
        trials: calls behind them all; more independent trials than that there cannot be.
    """
    from scipy.special import stdtrit

    cases, p, z = len(means), float(means.mean()), NormalDist().inv_cdf(1 - _TAIL)
    spread = float(means.var(ddof=1)) / cases if cases > 1 else 0.0
    if p in (0, 1) or cases == 1:
        size = float(cases)
    else:
        t = float(stdtrit(cases - 1, 1 - _TAIL))
        size = min(p * (1 - p) / spread if spread else inf, trials) * (z / t) ** 2
    scale = 1 + z * z / size
    middle = (p + z * z / (2 * size)) / scale
    half = z * sqrt(p * (1 - p) / size + z * z / (4 * size * size)) / scale
    low, high = (0.0 if p == 0 else max(0.0, middle - half)), (1.0 if p == 1 else min(1.0, middle + half))
    return Estimate(p, low, high, cases, method="Wilson at the effective number of cases")
