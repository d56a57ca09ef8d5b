"""What is it worth to let the model answer alone, from each confidence on? Errors and minutes as money.

A case answered alone and right earns, a wrong one costs, one handed to a person costs minutes and the
person's own errors. `expected_value` gives the value per case for every threshold; `best_threshold` (in
`threshold.py`) chooses. Left out: a queue that grows, people who tire, and errors that differ in price (give
the dear ones a study of their own).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import TYPE_CHECKING

from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.measure.risk import banded, paired_up, times_drawn

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

_CUTS = 100


@dataclass(frozen=True)
class Stakes:
    """What a case is worth, in USD. These are yours to find out; no measurement of a model holds them.

    Args:
        success: value of a case that ends right, whoever did it.
        error: cost of a case that ends wrong, whoever did it, as a positive number.
        minute: price of a person's minute.
        minutes: a person's minutes per case.
        person_error: share of cases that the person gets wrong.
    Raises:
        ValueError: a negative cost, success and error both 0, or a person_error outside 0 to 1.

    Example:
        `Stakes(success=2, error=20, minute=0.8, minutes=3, person_error=0.05).break_even` is 0.841.
    """

    success: float
    error: float
    minute: float
    minutes: float
    person_error: float = 0.0

    def __post_init__(self) -> None:
        for name in ("success", "error", "minute", "minutes"):
            if not (isfinite(getattr(self, name)) and getattr(self, name) >= 0):
                raise ValueError(
                    f"{name}={getattr(self, name)!r} must be 0 or more; costs are positive here."
                )
        if self.success + self.error <= 0:
            raise ValueError("success and error are both 0: then right and wrong are worth the same.")
        if not 0 <= self.person_error <= 1:
            raise ValueError(f"person_error={self.person_error!r} is a share, 0 to 1; 5 % is 0.05.")

    @property
    def person(self) -> float:
        """Expected value of a case that a person does, in USD."""
        return self.outcome(1 - self.person_error) - self.minute * self.minutes

    @property
    def break_even(self) -> float:
        """Chance of being right above which the model alone is worth more than a person.

        1 - person_error - minute x minutes / (success + error). Below 0: always the model; above 1: never.
        It is the threshold to use if, and only if, the confidences are calibrated.
        """
        return 1 - self.person_error - self.minute * self.minutes / (self.success + self.error)

    def outcome(self, chance: float) -> float:
        """Expected value of an answer that is right with this chance and costs nothing to give, in USD."""
        return chance * self.success - (1 - chance) * self.error


@dataclass(frozen=True)
class Worth:
    """One threshold, the share of cases answered from it on, and the value per case in USD."""

    threshold: float
    coverage: Rate
    value: Estimate


@dataclass(frozen=True, repr=False)
class ValueCurve:
    """Value per case for every threshold. Made by `expected_value()`.

    Attributes:
        points: by growing coverage: the first hands all over, the last answers all.
        stakes: what a case is worth.
    """

    points: tuple[Worth, ...]
    stakes: Stakes

    @property
    def best(self) -> Worth:
        """The point of the highest value; of equals the one that automates least. Picked on its own cases,
        it reads too high: see `best_threshold`."""
        return max(self.points, key=lambda point: point.value.value)

    def __repr__(self) -> str:
        none, whole, best = self.points[0], self.points[-1], self.best
        return (
            f"automate none {none.value!r}\nautomate all  {whole.value!r}\n"
            f"best seen     {best.value!r} at coverage {best.coverage!r}"
        )

    def plot(self, ax: Axes | None = None, *, label: str = "", colour: str = "") -> Axes:
        """Draw value per case against coverage with its pointwise 95 % band; the line is a person's value.

        Args:
            ax: where; default: a new figure. Give the same one to lay curves over each other.
            label: the curve's name in a legend.
            colour: of the curve.
        """
        points = [(point.coverage.value, point.value) for point in self.points]
        texts = {"ylabel": "value per case in USD, 95 % band", "title": "Value and coverage"}
        return banded(ax, points, self.stakes.person, label=label, colour=colour, **texts)


def expected_value(
    confidences: Sequence[float], right: Sequence[object], stakes: Stakes, *, seed: int = 0
) -> ValueCurve:
    """Value per case for every threshold (at most 100 of them), with an interval over cases.

    The stakes are taken as known: the interval is the luck of the cases alone. Nobody knows them so well, so
    run it again with others and see whether the decision stands.

    Args:
        confidences: one number per case, higher is surer.
        right: whether each answer was right.
        stakes: what right, wrong and a person's minutes are worth.
        seed: decides the bootstrap's draws.
    Returns:
        A `ValueCurve`.
    Raises:
        ValueError: no cases, different lengths, or a confidence that is no finite number.
    """
    import numpy as np

    said, came = paired_up(confidences, right)
    n, cuts = len(said), _cuts(said)
    values = np.array([case_values(said, came, cut, stakes) for cut in cuts])
    drawn = values @ times_drawn(n, seed).T / n
    found = []
    for cut, cases, means in zip(cuts, values, drawn, strict=True):
        value, alike = float(cases.mean()), bool((cases == cases[0]).all())
        if n == 1:
            low, high = -inf, inf
        else:  # equal values have no spread, whatever rounding says
            low, high = (value, value) if alike else np.quantile(means, [0.025, 0.975]).tolist()
            low, high = min(low, value), max(high, value)
        worth = Estimate(value, low, high, n, "USD", method="bootstrap over cases")
        found.append(Worth(cut, Rate(int((said >= cut).sum()), n), worth))
    return ValueCurve(tuple(found), stakes)


def case_values(said: np.ndarray, came: np.ndarray, cut: float | np.ndarray, stakes: Stakes) -> np.ndarray:
    """Value of each case in USD at a threshold, or at one of its own; a person's is the expected one."""
    import numpy as np

    return np.where(said >= cut, came * (stakes.success + stakes.error) - stakes.error, stakes.person)


def _cuts(said: np.ndarray) -> list[float]:
    """Thresholds worth looking at, by growing coverage: none, each confidence (or 100 of them), all."""
    import numpy as np

    cuts = np.unique(said)[::-1]
    if len(cuts) > _CUTS:
        cuts = cuts[np.linspace(0, len(cuts) - 1, _CUTS).round().astype(int)]
    return [inf, *cuts[:-1].tolist(), -inf]
