"""Is B better than A, or is it noise? Comparisons that may end in "inconclusive".

The same cases under both, one difference per case, an interval for the mean difference, and an exact test:
that is `paired`. `noise_floor` says how far two runs of *one* thing lie apart, which is what any difference
has to beat. Left out: many variants at once (divide 0.05 by their number, or use scipy.stats), and
models of raters and cases together (see bambi or lme4).
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import comb, sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING, Any, Literal

from kit.measure.estimate import Estimate
from kit.measure.intervals import bootstrap, case_means, labels_of, numbers
from kit.measure.rate import Rate

if TYPE_CHECKING:
    import numpy as np

ALPHA = 0.05
_Z = NormalDist().inv_cdf(1 - ALPHA / 2)
_COLOURS = {"better": "#009E73", "worse": "#D55E00", "inconclusive": "#B08900"}

Judgement = Literal["better", "worse", "inconclusive"]


@dataclass(frozen=True, repr=False)
class Comparison:
    """B against A, as a difference with its interval, a test, and a verdict. Higher scores are better.

    Attributes:
        difference: B - A.
        p_value: how often luck alone would give a difference at least this large, were A and B alike.
        n: cases compared (for `unpaired`, of both together).
        names: of A and of B.
        test: which test the p-value is from.
        only_a, only_b: cases that only A, or only B, got right; None where scores are not right or wrong.
    """

    difference: Estimate
    p_value: float
    n: int
    names: tuple[str, str] = ("A", "B")
    test: str = ""
    only_a: int | None = None
    only_b: int | None = None

    @property
    def verdict(self) -> Judgement:
        """ "better" or "worse" (B against A) if the interval leaves out 0 and the test agrees (p <= 0.05).

        Everything else is "inconclusive": these cases have not shown a difference. That is not "equal".
        """
        if not self.difference.excludes_zero or self.p_value > ALPHA:
            return "inconclusive"
        return "better" if self.difference.value > 0 else "worse"

    def _lines(self) -> list[str]:
        a, b = self.names
        p = f"p = {self.p_value:.3f}" if self.p_value >= 0.001 else "p < 0.001"
        lines = [f"difference {self.difference!r}, {p} ({self.test})"]
        if self.only_a is not None:
            lines.append(
                f"right only with {a}: {self.only_a}; right only with {b}: {self.only_b}; n={self.n}"
            )
        return lines

    def _title(self) -> str:
        a, b = self.names
        return f"{b} against {a}: {self.verdict}"

    def __repr__(self) -> str:
        return "\n".join([self._title(), *(f"  {line}" for line in self._lines())])

    def _repr_html_(self) -> str:
        lines = "".join(f"<div>{escape(line)}</div>" for line in self._lines())
        colour = _COLOURS[self.verdict]
        return (
            f'<div style="border-left:4px solid {colour};padding:4px 12px;margin:4px 0;'
            f'font-variant-numeric:tabular-nums" title="{escape(self.difference.method)}">'
            f"<div><b>{escape(self._title())}</b></div>{lines}</div>"
        )


def paired(
    a: Sequence[Any],
    b: Sequence[Any],
    *,
    names: tuple[str, str] = ("A", "B"),
    groups: Sequence[Hashable] | None = None,
    seed: int = 0,
) -> Comparison:
    """Compare two sets of scores over the SAME cases, in the same order.

    Right or wrong: the difference of the shares with D. G. Bonett and R. M. Price's interval (J. Educational
    and Behavioral Statistics 37, 2012; advised by M. W. Fagerland et al., Statistics in Medicine 33, 2014)
    and McNemar's exact test. Other scores, repeats, or groups: the bootstrap over cases (or groups) of the
    differences, and a sign-flip permutation test (R. A. Fisher, The Design of Experiments, 1935, section 21).

    Args:
        a, b: one entry per case: a bool, a number, or a sequence of repeats (then its mean counts).
        names: what A and B are called.
        groups: a label per case; cases of one group (near copies, one customer) stand or fall together.
        seed: decides the draws of bootstrap and permutation.
    Returns:
        A `Comparison`; `paired(a, b).verdict` is about B.
    Raises:
        ValueError: different lengths, no cases, or a score that is no number.

    Example:
        `paired([True] * 5 + [False] * 15, [True] * 15 + [False] * 5).verdict` is "better".
    """
    import numpy as np

    first, second = case_means(a, f"a score of {names[0]}"), case_means(b, f"a score of {names[1]}")
    if len(first) != len(second):
        raise ValueError(f"{len(first)} cases against {len(second)}; paired needs the same on both sides.")
    gaps, both = second - first, np.concatenate([first, second])
    n, binary = len(gaps), bool(np.isin(both, (0, 1)).all())
    only_a, only_b = (int((gaps < 0).sum()), int((gaps > 0).sum())) if binary else (None, None)
    if only_a is not None and only_b is not None and groups is None:
        difference, p, test = _bonett_price(only_a, only_b, n), mcnemar(only_a, only_b), "exact McNemar"
    else:
        label = np.arange(n) if groups is None else labels_of(groups, n)
        sums = np.bincount(label, gaps)
        difference = replace(bootstrap(gaps.tolist(), groups=groups, seed=seed), signed=True)
        if not gaps.any() and both.min() >= 0 and both.max() <= 1:
            difference = _bonett_price(0, 0, len(sums))
        p, test = _sign_flip(sums, seed), "sign-flip permutation"
    return Comparison(difference, p, n, names, test, only_a, only_b)


def unpaired(a: Rate | Estimate, b: Rate | Estimate, *, names: tuple[str, str] = ("A", "B")) -> Comparison:
    """Compare two rates from DIFFERENT cases; where cases are shared, `paired` sees more.

    Interval: hybrid score (R. G. Newcombe, Statistics in Medicine 17, 1998, p. 873, method 10). Test: the
    "N - 1" chi-squared test (I. Campbell, Statistics in Medicine 26, 2007). Of other estimates the intervals
    are combined in the same way (G. Y. Zou and A. Donner, Statistics in Medicine 27, 2008), and they decide.

    Args:
        a, b: the two rates or estimates, from independent trials.
        names: what they are called.
    Returns:
        A `Comparison` without discordant counts.
    """
    gap, n = b.value - a.value, a.n + b.n
    low = gap - sqrt((b.value - b.low) ** 2 + (a.high - a.value) ** 2)
    high = gap + sqrt((b.high - b.value) ** 2 + (a.value - a.low) ** 2)
    error, test, method = (gap - low if gap > 0 else high - gap) / _Z, "two intervals", "intervals combined"
    if isinstance(a, Rate) and isinstance(b, Rate):
        pool = (a.successes + b.successes) / n
        error = sqrt(pool * (1 - pool) * (1 / a.n + 1 / b.n) * n / (n - 1))
        test, method = "N - 1 chi-squared", "Newcombe's hybrid score interval"
    p = 2 * NormalDist().cdf(-abs(gap) / error) if error else float(not gap)
    difference = Estimate(gap, low, high, n, getattr(a, "unit", ""), signed=True, method=method)
    return Comparison(difference, p, n, names, test)


def mcnemar(only_a: int, only_b: int) -> float:
    """Two-sided exact p-value of McNemar's test, from the cases on which A and B differ.

    If A and B were alike, each such case would fall to either like a coin: p is twice the probability that
    a fair coin tossed only_a + only_b times shows as few of one side as were seen, at most 1 (Q. McNemar,
    Psychometrika 12, 1947; the exact form is F. Mosteller's, Biometrics 8, 1952).

    Args:
        only_a: cases that only A got right.
        only_b: cases that only B got right.
    Returns:
        The p-value; 1.0 where A and B never differ.
    Raises:
        ValueError: a negative count, or one that is not whole.

    Example:
        `mcnemar(1, 7)` is 0.0703125.
    """
    for name, count in (("only_a", only_a), ("only_b", only_b)):
        if count != int(count) or count < 0:
            raise ValueError(f"{name}={count!r} must be a whole number of cases, 0 or more.")
    tosses, fewer = int(only_a + only_b), int(min(only_a, only_b))
    return min(1.0, 2 * sum(comb(tosses, k) for k in range(fewer + 1)) / 2**tosses)


def noise_floor(runs: Sequence[Sequence[Any]], *, seed: int = 0) -> Estimate:
    """How far two runs of the SAME thing on the SAME cases lie apart, by the model's dice alone.

    The value is 1.96 standard deviations of the difference of two runs' mean scores: 19 of 20 A/A differences
    are smaller. It is 1.96 sqrt(2 x sum of v) / n, with v a case's variance over the runs; for two runs of
    right or wrong that is 1.96 sqrt(flipped cases) / n. A difference below it may be nothing. It says nothing
    of the luck of *which* cases you had; that is in the interval of `paired`.

    Args:
        runs: two or more runs, each with one score per case, the cases in the same order.
        seed: decides the bootstrap's draws.
    Returns:
        An `Estimate`; its interval is over cases (two runs of right or wrong: Wilson's, of the flip rate).
    Raises:
        ValueError: fewer than two runs, different lengths, or a score that is no number.

    Example:
        `noise_floor([[1, 1, 0, 0], [1, 0, 0, 1]]).value` is 1.96 * sqrt(2) / 4 = 0.69.
    """
    import numpy as np

    if len(runs) < 2:
        raise ValueError(f"noise_floor needs two runs or more of the same thing, got {len(runs)}.")
    if len({len(run) for run in runs}) > 1:
        raise ValueError(f"the runs have {[len(run) for run in runs]} cases; they must be the same cases.")
    scores = np.array([numbers(run, "a score") for run in runs])
    n = scores.shape[1]
    if len(runs) == 2 and np.isin(scores, (0, 1)).all():
        flips = Rate.of(scores[0] != scores[1])
        variances = (flips.value / 2, flips.low / 2, flips.high / 2)
    else:
        found = bootstrap(scores.var(0, ddof=1).tolist(), seed=seed)
        variances = (found.value, found.low, found.high)
    value, low, high = (_Z * sqrt(2 * max(variance, 0.0) / n) for variance in variances)
    return Estimate(value, low, high, n, method="1.96 sd of a difference of two runs")


def _bonett_price(only_a: int, only_b: int, n: int) -> Estimate:
    """B - A over n cases: one case is added to each kind of difference, then the normal interval."""
    p, q, size = (only_b + 1) / (n + 2), (only_a + 1) / (n + 2), n + 2
    half = _Z * sqrt(max(p + q - (p - q) ** 2, 0.0) / size)
    value = (only_b - only_a) / n
    low, high = max(-1.0, p - q - half), min(1.0, p - q + half)
    return Estimate(value, min(low, value), max(high, value), n, signed=True, method="Bonett and Price")


def _sign_flip(sums: np.ndarray, seed: int) -> float:
    """Share of sign patterns whose sum is at least as far from 0: all 2^n if few, else 10,000 at random."""
    import numpy as np

    moved = sums[np.abs(sums) > 1e-12]
    seen, n = abs(float(moved.sum())) - 1e-9, len(moved)
    if n == 0:
        return 1.0
    if n <= 13:
        signs = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        return float((np.abs(signs @ moved) >= seen).mean())
    rng, draws, far = np.random.default_rng(seed), 10_000, 0
    for _ in range(10):
        signs = rng.integers(0, 2, (draws // 10, n), dtype=np.int8) * 2 - 1
        far += int((np.abs(signs @ moved) >= seen).sum())
    return (far + 1) / (draws + 1)
