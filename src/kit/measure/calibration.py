"""When it says 90 % sure, is it right 90 % of the time? Stated confidence against what came true.

A reliability table (confidence bins, each with the share right and its interval), the expected calibration
error, the Brier score, and what luck alone would show. Left out: recalibration (see sklearn.calibration).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.measure.estimate import Estimate
from kit.measure.intervals import bootstrap, numbers
from kit.measure.rate import Rate

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

_DRAWS = 1000


@dataclass(frozen=True)
class Bin:
    """Answers whose stated confidence lies between `low` and `high`.

    Attributes:
        low, high: the bin's ends.
        confidence: mean stated confidence in it.
        rate: share that was right.
    """

    low: float
    high: float
    confidence: float
    rate: Rate


@dataclass(frozen=True, repr=False)
class Calibration:
    """Stated confidence against the share right. Made by `calibration()`.

    Attributes:
        bins: those that hold an answer, by confidence.
        ece: expected calibration error, the mean distance of bin confidence and bin rate, weighted by answers
            (M. P. Naeini et al., AAAI 2015; C. Guo et al., ICML 2017); 0 is best. It reads high at small n.
        by_luck: what `ece` would be, and how far it would spread, were these very confidences all true
            (J. Broecker and L. A. Smith, Weather and Forecasting 22, 2007). An `ece` inside: no fault found.
        brier: mean squared distance of confidence and outcome (G. W. Brier, Monthly Weather Review 78,
            1950); 0 is best, 0.25 is what "50 %" to everything gets.
    """

    bins: tuple[Bin, ...]
    ece: Estimate
    by_luck: Estimate
    brier: Estimate

    def __repr__(self) -> str:
        rows = [
            f"  {b.low:.2f} to {b.high:.2f}: said {b.confidence:.2f}, right {b.rate!r}" for b in self.bins
        ]
        errors = f"  ece {self.ece!r}, by luck alone {self.by_luck!r}\n  brier {self.brier!r}"
        return "\n".join(["stated confidence against share right", *rows, errors])

    def _repr_html_(self) -> str:
        cell = '<td style="text-align:left;padding:2px 14px 2px 0">'
        rows = "".join(
            f'<tr style="background:transparent">{cell}{b.low:.2f} to {b.high:.2f}</td>'
            f"{cell}{b.confidence:.2f}</td>{cell}{b.rate!r}</td></tr>"
            for b in self.bins
        )
        head = "".join(f'<th style="text-align:left">{name}</th>' for name in ("confidence", "said", "right"))
        return (
            f'<table style="border-collapse:collapse"><tr style="background:transparent">{head}</tr>'
            f"{rows}</table>"
            f"<div>expected calibration error {self.ece!r}; by luck alone {self.by_luck!r}</div>"
            f"<div>Brier score {self.brier!r}</div>"
        )

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the reliability diagram: a dot a bin with its interval, and the line where words are true."""
        from kit.measure.drawing import BLUE

        if ax is None:
            from matplotlib import pyplot as plt

            _, ax = plt.subplots(figsize=(4.6, 4.2), layout="constrained")
        ax.plot([0, 1], [0, 1], color="0.4", linestyle="--", linewidth=1)
        for one in self.bins:
            ax.plot([one.confidence] * 2, [one.rate.low, one.rate.high], color=BLUE, linewidth=2)
            ax.plot(one.confidence, one.rate.value, "o", color=BLUE)
        ax.set(xlim=(0, 1), ylim=(0, 1), xlabel="stated confidence", ylabel="share right, with 95 % interval")
        ax.set_title(f"Calibration (n={self.brier.n})")
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        return ax


def calibration(
    confidences: Sequence[float], right: Sequence[object], bins: int = 5, *, seed: int = 0
) -> Calibration:
    """Compare stated confidences with what came true.

    Args:
        confidences: one probability per answer, 0 to 1.
        right: whether each answer was right.
        bins: confidence bins of equal width, from 0 to 1; the last one holds 1.
        seed: decides the draws behind the intervals.
    Returns:
        A `Calibration`.
    Raises:
        ValueError: no answers, different lengths, a confidence outside 0..1, or bins below 1.

    Example:
        `calibration([0.9, 0.8, 0.6, 0.55], [True, True, False, True]).plot()`
    """
    import numpy as np

    said, came = numbers(confidences, "a confidence"), np.array([bool(one) for one in right], dtype=float)
    if len(said) != len(came):
        raise ValueError(f"{len(said)} confidences for {len(came)} outcomes; give one of each per answer.")
    if said.min() < 0 or said.max() > 1:
        raise ValueError("a confidence must be a probability from 0 to 1; divide percents by 100.")
    if bins < 1:
        raise ValueError(f"bins={bins!r} must be 1 or more.")
    place = np.minimum((said * bins).astype(int), bins - 1)
    found = []
    for one in np.unique(place):
        inside = place == one
        rate = Rate(int(came[inside].sum()), int(inside.sum()))
        found.append(Bin(one / bins, (one + 1) / bins, float(said[inside].mean()), rate))
    rng, n, gaps = np.random.default_rng(seed), len(said), came - said
    value = float(_ece(place[None], gaps[None], bins)[0])
    drawn = rng.integers(0, n, (_DRAWS, n))
    again = _ece(place[drawn], gaps[drawn], bins)
    true = _ece(np.tile(place, (_DRAWS, 1)), (rng.random((_DRAWS, n)) < said) - said, bins)
    # A redraw reads higher than its source by about as much as the source reads higher than the truth.
    low, high = np.maximum(2 * value - np.quantile(again, [0.975, 0.025]), 0)
    ece = Estimate(value, min(float(low), value), max(float(high), value), n, method="bootstrap, reflected")
    luck = np.quantile(true, [0.025, 0.975])
    by_luck = Estimate(float(true.mean()), float(luck[0]), float(luck[1]), n, method="95 % of draws")
    return Calibration(tuple(found), ece, by_luck, bootstrap(((said - came) ** 2).tolist(), seed=seed))


def _ece(place: np.ndarray, gaps: np.ndarray, bins: int) -> np.ndarray:
    """Calibration error of each row, from each answer's bin and its gap (outcome - confidence)."""
    import numpy as np

    rows, n = place.shape
    cell = place + bins * np.arange(rows)[:, None]
    sums = np.bincount(cell.ravel(), gaps.ravel(), rows * bins).reshape(rows, bins)
    return np.abs(sums).sum(1) / n
