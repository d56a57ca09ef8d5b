"""From which confidence on does it pay to let the model answer alone, and does that pay at all?

The threshold of the highest value on these cases, how far it may be off, and whether choosing one so beats
letting the model, or people, do everything: a verdict that may be "inconclusive".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Literal

from kit.measure.compare import Comparison, paired
from kit.measure.estimate import Estimate
from kit.measure.intervals import bootstrap
from kit.measure.rate import Rate
from kit.measure.risk import paired_up, times_drawn
from kit.measure.value import Stakes, case_values

if TYPE_CHECKING:
    import numpy as np

_FOLDS = 10

Verdict = Literal["pays", "does not pay", "inconclusive"]


@dataclass(frozen=True, repr=False)
class Threshold:
    """The threshold that pays. Made by `best_threshold()`.

    Attributes:
        value: answer where the confidence is at least this; -inf: always, inf: never.
        low, high: 95 % interval of it: where it would lie for other cases of the same kind.
        coverage: share of these cases that it answers.
        worth: value per case in USD of *choosing a threshold so*, on cases it was not chosen on.
        over_all, over_none: that worth, compared in pairs with automating all and none.
    """

    value: float
    low: float
    high: float
    coverage: Rate
    worth: Estimate
    over_all: Comparison
    over_none: Comparison

    @property
    def verdict(self) -> Verdict:
        """ "pays" if it beats automating all and automating none; "does not pay" if it loses to either.

        Everything else is "inconclusive": take the simpler of the two that is as good, or more cases.
        """
        both = {self.over_all.verdict, self.over_none.verdict}
        return "pays" if both == {"better"} else "does not pay" if "worse" in both else "inconclusive"

    def __repr__(self) -> str:
        return (
            f"answer from confidence {self.value:.3g} [{self.low:.3g}, {self.high:.3g}] on: {self.verdict}\n"
            f"  coverage {self.coverage!r}, worth {self.worth!r} a case\n"
            f"  over automating all  {self.over_all.difference!r}: {self.over_all.verdict}\n"
            f"  over automating none {self.over_none.difference!r}: {self.over_none.verdict}"
        )


def best_threshold(
    confidences: Sequence[float], right: Sequence[object], stakes: Stakes, *, seed: int = 0
) -> Threshold:
    """Find the threshold of the highest value, and say whether it is worth having.

    The best of many thresholds looks better on the cases that chose it than it is. So its worth is
    cross-fitted: it is chosen on nine tenths of the cases and counted on the last tenth, ten times over (M.
    Stone, JRSS B 36, 1974). Its interval is that of the choice made again on redrawn cases (bootstrap).

    Args:
        confidences, right, stakes: as for `expected_value`.
        seed: decides the tenths and the draws.
    Returns:
        A `Threshold`, with a `.verdict` that may be "inconclusive".
    Raises:
        ValueError: fewer than 10 cases, different lengths, or a confidence that is no finite number.

    Example:
        `best_threshold(said, right, Stakes(success=2, error=20, minute=0.8, minutes=3)).verdict`
    """
    import numpy as np

    said, came = paired_up(confidences, right)
    if (n := len(said)) < _FOLDS:
        raise ValueError(f"{n} cases are too few to choose a threshold from; {_FOLDS} is the least.")
    fold = np.random.default_rng(seed).permutation(np.arange(n) % _FOLDS)
    chosen = _best(fold != np.arange(_FOLDS)[:, None], said, came, stakes)  # one for each tenth left out
    cross = case_values(said, came, chosen[fold], stakes)
    (cut,) = _best(np.ones((1, n)), said, came, stakes).tolist()
    again = _best(times_drawn(n, seed), said, came, stakes)
    low, high = np.quantile(again, [0.025, 0.975], method="inverted_cdf").tolist()
    every, none = (case_values(said, came, edge, stakes).tolist() for edge in (-inf, inf))
    ours = cross.tolist()
    return Threshold(
        cut,
        min(low, cut),
        max(high, cut),
        Rate(int((said >= cut).sum()), n),
        bootstrap(ours, seed=seed, unit="USD"),
        paired(every, ours, names=("automate all", "threshold"), seed=seed),
        paired(none, ours, names=("automate none", "threshold"), seed=seed),
    )


def _best(times: np.ndarray, said: np.ndarray, came: np.ndarray, stakes: Stakes) -> np.ndarray:
    """For each row of `times` (how often each case counts), the threshold of the highest total.

    Of equals the highest; -inf where all counted cases are answered, inf where none is.
    """
    import numpy as np

    order = np.argsort(-said, kind="stable")
    sure, counted = said[order], times[:, order]
    gains = came[order] * (stakes.success + stakes.error) - stakes.error - stakes.person
    ends = np.flatnonzero(np.r_[sure[1:] < sure[:-1], True])
    totals, taken = (counted * gains).cumsum(1)[:, ends], counted.cumsum(1)[:, ends]
    rows, best = np.arange(len(times)), totals.argmax(1)
    cuts = np.where(taken[rows, best] == taken[:, -1], -inf, sure[ends[best]])
    return np.where(totals[rows, best] <= 1e-9, inf, cuts)
