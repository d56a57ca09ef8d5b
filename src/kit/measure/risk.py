"""How much may the model do alone? Answer where it is confident, hand over the rest, count what goes wrong.

The risk-coverage curve (R. El-Yaniv and Y. Wiener, JMLR 11, 2010): for every threshold, the share of cases
answered and the share of those that is wrong. The area under it says whether a confidence orders the cases at
all; `coverage_at` picks a threshold with a guarantee. Left out: a confidence learnt together with the model,
and cases that belong together (give one of each group).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from kit.measure.estimate import Estimate
from kit.measure.intervals import numbers
from kit.measure.rate import Rate
from kit.measure.selection import Point, Selection, widest

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

_DRAWS = 1000
_STEPS = 10


@dataclass(frozen=True, repr=False)
class RiskCoverage:
    """Errors against coverage, for every threshold. Made by `risk_coverage()`.

    Attributes:
        sure: the confidences, the highest first.
        wrong: whether the answers, in that order, were wrong.
        seed: decides the draws behind the intervals of the areas.
    """

    sure: tuple[float, ...]
    wrong: tuple[bool, ...]
    seed: int = 0

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """One per distinct confidence, the highest first; the last one answers everything."""
        starts, sizes = self._groups()
        ends, errors, n = sizes.cumsum(), list(accumulate(self.wrong)), len(self.sure)
        return tuple(
            Point(self.sure[start], Rate(end, n), Rate(errors[end - 1], end))
            for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        )

    @cached_property
    def aurc(self) -> Estimate:
        """Area under the curve: mean over all coverages, 1/n to 1, of the share wrong among the surest.

        Y. Geifman, G. Uziel and R. El-Yaniv, ICLR 2019. Lower is better; the share wrong of all cases is what
        a confidence that says nothing gets. Cases of equal confidence count as in random order.
        """
        import numpy as np

        wrong, n = np.array(self.wrong, dtype=float), len(self.wrong)
        starts, sizes = self._groups()
        value = float(_area(sizes[None], np.add.reduceat(wrong, starts)[None])[0])
        times = times_drawn(n, self.seed)
        redrawn = np.add.reduceat(times, starts, axis=1), np.add.reduceat(times * wrong, starts, axis=1)
        low, high = (float(x) for x in np.quantile(_area(*redrawn), [0.025, 0.975]))
        return Estimate(value, min(low, value), max(high, value), n, method="bootstrap over cases")

    @cached_property
    def by_luck(self) -> Estimate:
        """What `aurc` would be, and how far it would spread, for a shuffled confidence.

        An `aurc` inside has not shown that this confidence knows anything.
        """
        import numpy as np

        rng, (starts, sizes) = np.random.default_rng(self.seed), self._groups()
        shuffled = rng.permuted(np.tile(np.array(self.wrong, dtype=float), (_DRAWS, 1)), axis=1)
        areas = _area(np.tile(sizes, (_DRAWS, 1)), np.add.reduceat(shuffled, starts, axis=1))
        low, high = (float(x) for x in np.quantile(areas, [0.025, 0.975]))
        return Estimate(float(areas.mean()), low, high, len(self.wrong), method="95 % of shuffles")

    def _groups(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each distinct confidence begins, and how many cases have it."""
        import numpy as np

        sure = np.array(self.sure)
        starts = np.flatnonzero(np.r_[True, sure[1:] < sure[:-1]])
        return starts, np.diff(np.r_[starts, len(sure)])

    @property
    def tells(self) -> bool:
        """True if the area lies below all but 2.5 % of shuffled confidences."""
        return self.aurc.value < self.by_luck.low

    def at(self, threshold: float) -> Point:
        """Coverage and error at a threshold of your own, such as one that was chosen on other cases.

        Args:
            threshold: cases with this confidence or more are answered.
        """
        count = sum(one >= threshold for one in self.sure)
        error = Rate(sum(self.wrong[:count]), count) if count else None
        return Point(threshold, Rate(count, len(self.sure)), error)

    def coverage_at(self, error: float, *, confidence: float = 0.95) -> Selection:
        """Find the largest coverage whose error is at most `error`, with a guarantee.

        The best-looking of many thresholds looks better than it is. So only ten coverages are looked at, 0.1
        to 1 (fewer where confidences are equal), each by the exact binomial bound (Y. Geifman and R.
        El-Yaniv, NeurIPS 2017), and the looks share the 5 %: one that holds hands its part to the next (B. L.
        Wiens, Pharmaceutical Statistics 2, 2003; for risks: A. N. Angelopoulos et al., Learn then Test,
        2021). Nothing is assumed of the curve's shape. Where cases change, measure again.

        Args:
            error: share wrong among the answered that you allow, between 0 and 1.
            confidence: how often the promise must hold, between 0 and 1.
        Returns:
            A `Selection`; its threshold is inf if no coverage passed, as with few cases none can:
            `error=0.05` needs 59 answered cases without an error.
        Raises:
            ValueError: a number outside (0, 1).
        """
        n = len(self.sure)
        cuts = {self.sure[-(-n * step // _STEPS) - 1] for step in range(1, _STEPS + 1)}
        return widest([self.at(cut) for cut in sorted(cuts, reverse=True)], error, confidence)

    def __repr__(self) -> str:
        told = "below luck" if self.tells else "inside luck: not shown to tell anything"
        return (
            f"error at full coverage {self.points[-1].error!r}\n"
            f"area under risk-coverage {self.aurc!r}\n  by luck alone {self.by_luck!r}: {told}"
        )

    def plot(self, ax: Axes | None = None, *, label: str = "", colour: str = "") -> Axes:
        """Draw the curve with its pointwise 95 % band, and the dashed line of a confidence that says nothing.

        Args:
            ax: where; default: a new figure. Give the same one to lay curves over each other.
            label: the curve's name in a legend.
            colour: of the curve.
        """
        answered = [(point.coverage.value, point.error) for point in self.points if point.error]
        texts = {"ylabel": "share wrong among them, 95 % band", "title": "Risk and coverage"}
        drawn = banded(ax, answered, answered[-1][1].value, label=label, colour=colour, **texts)
        if ax is None:
            drawn.set_ylim(bottom=0)
        return drawn


def banded(
    ax: Axes | None, points: Sequence[tuple[float, Any]], line: float, *,
    label: str, colour: str, ylabel: str, title: str,
) -> Axes:  # fmt: skip
    """Draw rates or estimates over coverage with their band; on a new figure a line and texts too."""
    from kit.measure.drawing import BLUE

    if new := ax is None:
        from matplotlib import pyplot as plt

        _, ax = plt.subplots(figsize=(6.4, 4), layout="constrained")
    assert ax is not None
    covered, values = [x for x, _ in points], [value for _, value in points]
    low, high = [value.low for value in values], [value.high for value in values]
    ax.fill_between(covered, low, high, color=colour or BLUE, alpha=0.15, linewidth=0)
    ax.plot(covered, [value.value for value in values], color=colour or BLUE, label=label or None)
    if new:
        ax.axhline(line, color="0.4", linestyle="--", linewidth=1)
        ax.set(xlim=(0, 1.01), xlabel="coverage: share of cases answered alone", ylabel=ylabel)
        ax.set_title(f"{title} (n={values[-1].n})")
        ax.spines[["top", "right"]].set_visible(False)
    return ax


def paired_up(confidences: Sequence[float], right: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """Confidences and outcomes (1.0 is right) as arrays of one length.

    Raises:
        ValueError: no cases, different lengths, or a confidence that is no finite number.
    """
    import numpy as np

    said, came = numbers(confidences, "a confidence"), np.array([bool(one) for one in right], dtype=float)
    if len(said) != len(came):
        raise ValueError(f"{len(said)} confidences for {len(came)} outcomes; give one of each per case.")
    return said, came


def times_drawn(n: int, seed: int) -> np.ndarray:
    """How often each of n cases comes in 1,000 draws of n cases, with repetition: an array (draws, n)."""
    import numpy as np

    places = np.random.default_rng(seed).integers(0, n, (_DRAWS, n)) + n * np.arange(_DRAWS)[:, None]
    return np.bincount(places.ravel(), minlength=n * _DRAWS).reshape(_DRAWS, n)


def risk_coverage(confidences: Sequence[float], right: Sequence[object], *, seed: int = 0) -> RiskCoverage:
    """Compare how sure the model was with whether it was right, at every threshold.

    Args:
        confidences: one number per case, higher is surer: a probability, its logarithm, a share of votes.
        right: whether each answer was right.
        seed: decides the draws behind the intervals of the areas.
    Returns:
        A `RiskCoverage`.
    Raises:
        ValueError: no cases, different lengths, or a confidence that is no finite number.

    Example:
        `risk_coverage([0.9, 0.8, 0.6], [True, True, False]).at(0.7)`
    """
    import numpy as np

    said, came = paired_up(confidences, right)
    order = np.argsort(-said, kind="stable")
    return RiskCoverage(tuple(said[order].tolist()), tuple((came[order] == 0).tolist()), seed)


def _area(sizes: np.ndarray, errors: np.ndarray) -> np.ndarray:
    """Area of each row, from the number of cases and of errors at each confidence, the highest first.

    Within a group of m equal confidences, after M cases and E errors, the j-th case in random order stands
    at E + j e/m expected errors of M + j cases; the sum over j has harmonic numbers in it.
    """
    import numpy as np

    n = int(sizes[0].sum())
    harmonic = np.r_[0, np.cumsum(1 / np.arange(1, n + 1))]
    after = sizes.cumsum(1)
    before, gone = after - sizes, errors.cumsum(1) - errors
    span = harmonic[after] - harmonic[before]
    share = errors / np.maximum(sizes, 1)
    return (gone * span + share * (sizes - before * span)).sum(1) / n
