"""Figures that always draw their intervals: one row a variant, a dot, a line for what luck leaves open."""

from __future__ import annotations

from collections.abc import Mapping
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
        rows: name to `Rate` or `Estimate` (anything with `value`, `low`, `high`).
        title: what is seen, and its n.
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
    if ax is None:
        from matplotlib import pyplot as plt

        _, ax = plt.subplots(figsize=(6.4, 0.8 + 0.36 * len(rows)), layout="constrained")
    for y, (name, row) in enumerate(rows.items()):
        colour = ORANGE if name == control else BLUE
        ax.plot([row.low, row.high], [y, y], color=colour, linewidth=2, solid_capstyle="butt")
        face = "white" if name == control else colour
        ax.plot(row.value, y, "o", color=colour, markerfacecolor=face, markersize=7)
    if line is not None:
        ax.axvline(line, color="0.4", linestyle="--", linewidth=1)
    ax.set_yticks(range(len(rows)), list(rows))
    ax.set(xlabel=xlabel, title=title, ylim=(len(rows) - 0.5, -0.5))
    ax.grid(axis="x", alpha=0.25)
    for side in ("top", "right"):
        ax.spines[side].set_visible(False)
    return ax
