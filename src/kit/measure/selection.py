"""Which coverage is safe? A threshold whose error stays below a target on fresh cases, not on these alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isinf

from kit.measure.rate import Rate


@dataclass(frozen=True)
class Point:
    """One threshold: what is answered alone is every case whose confidence is at least this.

    Attributes:
        threshold: -inf answers all, inf none.
        coverage: share of cases that is answered.
        error: share of the answered cases that is wrong; None where none is answered.
    """

    threshold: float
    coverage: Rate
    error: Rate | None


@dataclass(frozen=True, repr=False)
class Selection:
    """The most that may be answered alone with few enough errors. Made by `RiskCoverage.coverage_at`.

    Attributes:
        target: share wrong among the answered that is allowed.
        threshold: answer where the confidence is at least this; inf: no coverage has shown itself safe.
        coverage: share of these cases that it answers.
        error: share of those that is wrong; None where none is answered.
        bound: upper confidence bound of that share, corrected for the search; at most `target`.
        confidence: how often, at least, a threshold found so keeps its promise on fresh cases of this kind.
    """

    target: float
    threshold: float
    coverage: Rate
    error: Rate | None
    bound: float
    confidence: float

    def __repr__(self) -> str:
        aim = f"error at most {self.target:g}"
        if isinf(self.threshold):
            return f"{aim}: no threshold has shown it with {self.confidence:.0%} confidence; hand all over"
        return (
            f"{aim}: answer where confidence >= {self.threshold:.3g}\n  coverage {self.coverage!r}\n"
            f"  error {self.error!r}, at most {self.bound:.3f} with {self.confidence:.0%} confidence"
        )


def widest(points: Sequence[Point], error: float, confidence: float) -> Selection:
    """The largest coverage among a few, fixed beforehand, that shows an error of at most `error`.

    Each point is tested by the exact binomial bound at its part of the 5 %. One that passes hands its part to
    the next. Points with too few cases to pass even without an error are not looked at.

    Args:
        points: by growing coverage, picked without a look at what was right.
        error, confidence: as for `RiskCoverage.coverage_at`.
    Raises:
        ValueError: a number outside (0, 1).
    """
    for name, share in (("error", error), ("confidence", confidence)):
        if not 0 < share < 1:
            raise ValueError(f"{name}={share!r} must lie between 0 and 1; one error in ten is 0.1.")
    from scipy.special import betaincinv

    doubt, kept = 1 - confidence, 0.0
    able = [p for p in points if p.error and (1 - error) ** p.error.n <= doubt]
    found = Selection(error, inf, Rate(0, points[-1].coverage.n), None, inf, confidence)
    for point in able:
        assert point.error is not None
        part, k, m = doubt / len(able) + kept, point.error.successes, point.error.n
        bound = 1.0 if k == m else float(betaincinv(k + 1, m - k, 1 - part))
        kept = part if bound <= error else 0.0
        if kept:
            found = Selection(error, point.threshold, point.coverage, point.error, bound, confidence)
    return found
