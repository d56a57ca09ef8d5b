"""What does quality cost? The cost-quality frontier, and what a router is worth beyond a coin.

Of several ways to do a thing, those matter that no other beats on both counts. Two models and a coin reach
every point on the straight line between them, so a router or a gate earns its keep only above that line.
Left out: more than two counts (latency as a third: see pymoo), and fitting curves through the points.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any, TypeAlias

from kit.measure.compare import Comparison, paired
from kit.measure.estimate import Estimate
from kit.measure.intervals import numbers
from kit.measure.rate import Rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Measured: TypeAlias = Estimate | Rate


@dataclass(frozen=True)
class Point:
    """One way to do the thing.

    Attributes:
        name: what it is called.
        cost: what it costs; a plain number was known exactly.
        quality: how good it is; more is better.
        beaten_by: names of those that cost no more and are as good, and better in one of the two, going by
            the values. Empty: it is on the frontier.
        surely: one of them is better in both even where the intervals are read against it. Cases in
            common can show more than that: see `kit.measure.paired`.
    """

    name: str
    cost: Measured | float
    quality: Measured | float
    beaten_by: tuple[str, ...] = ()
    surely: bool = False


@dataclass(frozen=True, repr=False)
class Frontier:
    """Ways to do a thing, by cost. Made by `frontier()`.

    Attributes:
        points: all of them, cheapest first.
    """

    points: tuple[Point, ...]

    @property
    def best(self) -> tuple[str, ...]:
        """Names of those on the frontier, cheapest first."""
        return tuple(point.name for point in self.points if not point.beaten_by)

    def __getitem__(self, name: str) -> Point:
        """The point of that name; KeyError if there is none."""
        found = {point.name: point for point in self.points}
        return found[name]

    def _rows(self) -> list[tuple[str, str, str, str]]:
        said = {True: "surely beaten by", False: "beaten by"}
        return [
            (p.name, _shown(p.cost), _shown(p.quality), f"{said[p.surely]} {', '.join(p.beaten_by)}")
            if p.beaten_by
            else (p.name, _shown(p.cost), _shown(p.quality), "on the frontier")
            for p in self.points
        ]

    def __repr__(self) -> str:
        return "\n".join(f"{name}: cost {c}, quality {q}, {where}" for name, c, q, where in self._rows())

    def _repr_html_(self) -> str:
        cell = "text-align:left;padding:2px 14px 2px 0"
        head = "".join(f'<th style="{cell}">{name}</th>' for name in ("", "cost", "quality", ""))
        rows = "".join(
            '<tr style="background:transparent">'
            + "".join(f'<td style="{cell}">{escape(text)}</td>' for text in row)
            + "</tr>"
            for row in self._rows()
        )
        return f'<table style="border-collapse:collapse"><tr>{head}</tr>{rows}</table>'

    def plot(
        self,
        *,
        xlabel: str = "cost a case",
        ylabel: str = "share right",
        title: str = "",
        coin: tuple[str, str] | None = None,
        control: str | None = None,
        ax: Axes | None = None,
    ) -> Axes:
        """Draw cost against quality, each with its 95 % interval, and the frontier as a step line.

        Args:
            xlabel, ylabel, title: words; say the unit and the n.
            coin: names of two points to join by the line that a coin between them reaches, dashed.
            control: name of the negative control, drawn hollow and in another colour. Beaten points are
                hollow, too.
            ax: where to draw; default: a new figure.
        """
        from kit.measure.drawing import BLUE, ORANGE

        if ax is None:
            from matplotlib import pyplot as plt

            _, ax = plt.subplots(figsize=(6.4, 4.4), layout="constrained")
        for point in self.points:
            colour = ORANGE if point.name == control else BLUE
            x, y = _value(point.cost), _value(point.quality)
            face = "white" if point.beaten_by or point.name == control else colour
            ax.plot(_ends(point.cost), [y, y], color=colour, linewidth=1.5)
            ax.plot([x, x], _ends(point.quality), color=colour, linewidth=1.5)
            ax.plot(x, y, "o", color=colour, markerfacecolor=face, markersize=6)
            place = (6, -12) if point.beaten_by else (6, 5)  # two that are near seldom share a side
            ax.annotate(point.name, (x, y), place, textcoords="offset points", fontsize="small")
        best = [self[name] for name in self.best]
        xs, ys = [_value(p.cost) for p in best], [_value(p.quality) for p in best]
        ax.step(xs, ys, where="post", color=BLUE, alpha=0.5, linewidth=1.5, label="frontier")
        if coin:
            ends = [self[name] for name in coin]
            line = [_value(p.cost) for p in ends], [_value(p.quality) for p in ends]
            ax.plot(*line, color="0.4", linestyle="--", linewidth=1, label="a coin between the two")
        ax.set(xlabel=xlabel, ylabel=ylabel)
        ax.set_title(title, fontsize="medium")
        ax.margins(x=0.18, y=0.12)
        ax.grid(alpha=0.25)
        ax.legend(fontsize="small", loc="best")
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        return ax


def frontier(points: Mapping[str, tuple[Measured | float, Measured | float]]) -> Frontier:
    """Say which ways of doing a thing no other way beats.

    A beats B if it costs no more and is at least as good, and one of the two strictly (Pareto dominance). Two
    that are alike in both stay both.

    Args:
        points: name to (cost, quality), each an `Estimate`, a `Rate` or a number known exactly.
    Returns:
        A `Frontier`.
    Raises:
        ValueError: no points.

    Example:
        `frontier({"small": (0.1, Rate(70, 100)), "large": (1.0, Rate(90, 100))}).plot()`
    """
    if not points:
        raise ValueError("frontier needs at least one point: {'small': (cost, quality)}.")
    order = sorted(points, key=lambda name: (_value(points[name][0]), -_value(points[name][1])))
    found = []
    for name in order:
        beaten = tuple(other for other in order if _beats(points[other], points[name]))
        surely = any(_surely(points[other], points[name]) for other in beaten)
        found.append(Point(name, *points[name], beaten, surely))
    return Frontier(tuple(found))


def against_coin(
    cheap: Sequence[Any], dear: Sequence[Any], sent: Sequence[object], *, names: tuple[str, str] | None = None
) -> Comparison:
    """What a router or gate gains over a coin that sends up the same share of the cases.

    A coin that sends up a share s gets (1 - s) x cheap + s x dear. The gain is the covariance, over cases, of
    being sent up and of what that gains there: mean of (sent - s) (gain - mean gain). It is nothing where the
    choice knows nothing of who is right, and less than nothing where it sends up the wrong ones.

    Args:
        cheap: the cheap model's score in each case, right or wrong.
        dear: the dear model's, same cases.
        sent: whether the case was sent up.
        names: of the coin and of what is judged.
    Returns:
        A `Comparison` of the gate with the coin.
    Raises:
        ValueError: no cases, different lengths, or a score that is no number.

    Example:
        `against_coin([1, 0, 1, 0], [1, 1, 1, 1], [False, True, False, True]).difference.value` is 0.25.
    """
    low, high = numbers(cheap, "a score"), numbers(dear, "a score")
    up = numbers([bool(one) for one in sent])
    if not len(low) == len(high) == len(up):
        raise ValueError(
            f"{len(low)} cheap, {len(high)} dear and {len(up)} sent: give one of each for every case."
        )
    gain = high - low
    routed = low + up * gain
    over = (up - up.mean()) * (gain - gain.mean())
    return paired((routed - over).tolist(), routed.tolist(), names=names or ("a coin", "the gate"))


def _value(number: Measured | float) -> float:
    return float(getattr(number, "value", number))  # type: ignore[arg-type]


def _ends(number: Measured | float) -> tuple[float, float]:
    known = _value(number)
    return float(getattr(number, "low", known)), float(getattr(number, "high", known))


def _beats(a: tuple[Measured | float, ...], b: tuple[Measured | float, ...]) -> bool:
    (cost, quality), (cost_b, quality_b) = map(_value, a), map(_value, b)
    return cost <= cost_b and quality >= quality_b and (cost < cost_b or quality > quality_b)


def _surely(a: tuple[Measured | float, ...], b: tuple[Measured | float, ...]) -> bool:
    return _ends(a[0])[1] <= _ends(b[0])[0] and _ends(a[1])[0] > _ends(b[1])[1]


def _shown(number: Measured | float) -> str:
    return f"{number:.4g}" if isinstance(number, int | float) else repr(number)
