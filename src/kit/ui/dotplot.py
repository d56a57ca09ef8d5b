"""A dot plot that lives in a table: a row a variant, a dot, its interval, and the numbers beside it.

Inline SVG in the text's own colour, so that it reads on a light and a dark theme and in print, where a
picture made by matplotlib (`kit.measure.plots.dots`, for a lesson's figures) has one background for ever.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

from kit.measure.drawing import BLUE
from kit.ui.display import Html, table

if TYPE_CHECKING:
    from kit.measure.estimate import Estimate
    from kit.measure.rate import Rate

_WIDE, _TALL, _EDGE = 160, 18, 8  # pixels of a row's picture, and what is left free at both sides


def dot_rows(
    rows: Mapping[str, Rate | Estimate],
    *,
    span: tuple[float, float] = (0.0, 1.0),
    line: float | None = None,
    heads: Sequence[str] = ("prompt", "share right", "with 95 % interval"),
    said: Mapping[str, object] | None = None,
) -> Html:
    """Draw named numbers as dots with their intervals on one shared axis, the first on top.

    Args:
        rows: name to `Rate` or `Estimate`; what lies outside the span is drawn at its edge.
        span: both ends of the axis.
        line: a value to compare with, drawn dashed through all rows (0 for differences).
        heads: titles of the columns: name, picture, numbers, and that of `said`.
        said: name to what stands in a fourth column, a verdict say.
    Returns:
        A table in which each picture has its numbers beside it as text.
    """
    body: list[tuple[object, ...]] = []
    for name, row in rows.items():
        numbers = f'<span style="white-space:nowrap;font-variant-numeric:tabular-nums">{row!r}</span>'
        body.append((name, _row(row, span, line), Html(numbers), *([said[name]] if said else [])))
    return table(heads, [*body, ("", _axis(span), *[""] * (len(heads) - 2))])


def _x(value: float, span: tuple[float, float]) -> str:
    share = (value - span[0]) / (span[1] - span[0])
    return f"{_EDGE + (_WIDE - 2 * _EDGE) * min(1.0, max(0.0, share)):.1f}"


def _row(row: Rate | Estimate, span: tuple[float, float], line: float | None) -> Html:
    low, dot, high = (_x(value, span) for value in (row.low, row.value, row.high))
    left, right, y = _x(span[0], span), _x(span[1], span), _TALL // 2
    parts = [f"<title>{escape(repr(row))}</title>", _stroke(f"M{left} {y}H{right}", 0.2)]
    if line is not None:
        parts.append(_stroke(f"M{_x(line, span)} -6V{_TALL + 6}", 0.6, ' stroke-dasharray="3 3"'))
    ends = f"M{low} {y}H{high}M{low} {y - 4}v8M{high} {y - 4}v8"
    parts.append(f'<path d="{ends}" stroke="{BLUE}" stroke-width="2" fill="none"/>')
    parts.append(f'<circle cx="{dot}" cy="{y}" r="4.5" fill="{BLUE}"/>')
    return _svg(parts)


def _axis(span: tuple[float, float]) -> Html:
    parts = [_stroke(f"M{_x(span[0], span)} 1H{_x(span[1], span)}", 0.5)]
    text = 'y="17" text-anchor="middle" font-size="10" fill="currentColor" opacity="0.75"'
    for tick in (span[0], sum(span) / 2, span[1]):
        label = f"{tick:+g}" if span[0] < 0 and tick else f"{tick:g}"
        parts.append(
            _stroke(f"M{_x(tick, span)} 1v5", 0.5) + f'<text x="{_x(tick, span)}" {text}>{label}</text>'
        )
    return _svg(parts)


def _stroke(path: str, opacity: float, more: str = "") -> str:
    return f'<path d="{path}" stroke="currentColor" opacity="{opacity}"{more}/>'


def _svg(parts: list[str]) -> Html:
    return Html(
        f'<svg width="{_WIDE}" height="{_TALL}" viewBox="0 0 {_WIDE} {_TALL}" role="img" '
        f'style="overflow:visible;vertical-align:middle;max-width:none">{"".join(parts)}</svg>'
    )
