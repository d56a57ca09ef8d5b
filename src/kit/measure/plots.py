"""Figures that always draw their intervals: one row a variant, a dot, a line for what luck leaves open."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from textwrap import fill
from typing import TYPE_CHECKING

from kit.measure.drawing import BLUE, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from kit.measure.estimate import Estimate
    from kit.measure.rate import Rate


def dots(
    rows: Mapping[str, Rate | Estimate],
    *,
    title: str = "",
    xlabel: str = "share right, with 95 % interval",
    line: float | None = None,
    control: str | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw named numbers as dots with their intervals, the first on top.

    Args:
        rows: name to `Rate` or `Estimate` (anything with `value`, `low`, `high`). An end that the data leave
            open reaches the edge of the figure. Long names are broken into lines.
        title: what is seen, and its n; broken into lines too.
        xlabel: the axis with its unit.
        line: a value to compare with, drawn as a dashed line (the baseline's, or 0 for differences).
        control: name of the row that is the negative control; drawn hollow, in another colour.
        ax: where to draw; default: a new figure, wide enough to read at half width.
    Returns:
        The axes.
    Raises:
        ValueError: no rows, or a control that is not among them.
    """
    if not rows:
        raise ValueError("dots needs at least one row: a mapping of names to rates.")
    if control is not None and control not in rows:
        raise ValueError(f"control {control!r} is none of the rows: {', '.join(rows)}.")
    names = [_lines(name, 30) for name in rows]
    title = _lines(title, 52)
    lines = [1 + text.count("\n") for text in (title, *names)]
    if ax is None:
        from matplotlib import pyplot as plt

        height = 0.6 + 0.2 * lines[0] + len(rows) * max(0.36, 0.19 * max(lines[1:]))
        _, ax = plt.subplots(figsize=(6.4, height), layout="constrained")
    ends = [x for row in rows.values() for x in (row.low, row.value, row.high)]
    if not all(map(isfinite, ends)):
        ax.set_xlim(_around([x for x in ends if isfinite(x)]))
    left, right = ax.get_xlim()
    for y, (name, row) in enumerate(rows.items()):
        colour = ORANGE if name == control else BLUE
        low, high = (row.low if isfinite(row.low) else left), (row.high if isfinite(row.high) else right)
        ax.plot([low, high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
        face = "white" if name == control else colour
        ax.plot(row.value, y, "o", color=colour, markerfacecolor=face, markersize=7)
    if line is not None:
        ax.axvline(line, color="0.4", linestyle="--", linewidth=1)
    ax.set_yticks(range(len(rows)), names)
    ax.set_title(title, fontsize="medium")
    ax.set(xlabel=xlabel, ylim=(len(rows) - 0.5, -0.5))
    ax.grid(axis="x", alpha=0.25)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax


def _around(ends: list[float]) -> tuple[float, float]:
    """Limits of an axis with room on both sides of what is known."""
    room = 0.15 * (max(ends) - min(ends)) or 1.0
    return min(ends) - room, max(ends) + room


def _lines(text: str, width: int) -> str:
    return "\n".join(fill(line, width) for line in text.splitlines())
