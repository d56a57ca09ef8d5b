"""Small inline pictures of rates: plain SVG in the text's own colour, for light and dark pages and print."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kit.measure.estimate import Estimate
    from kit.measure.rate import Rate

BLUE = "#0072B2"  # Okabe and Ito's palette: told apart by colour-blind readers, legible on light and dark.
ORANGE = "#D55E00"


def interval_svg(rate: Rate | Estimate, *, axis: bool = False, bar: bool = False, width: int = 220) -> str:
    """Draw a share's 95 % interval on a line from 0 to 1.

    Args:
        rate: what to draw.
        axis: label 0, 0.5 and 1 below the line.
        bar: fill from 0 to the value, as in a bar chart, instead of a dot.
        width: picture width in pixels.
    Returns:
        One `<svg>` element as text, with a `<title>` for readers who listen.
    """
    left, span, y = 6.0, width - 12.0, 10

    def x(share: float) -> str:
        return f"{left + span * share:.1f}"

    low, high = rate.low, rate.high
    parts = [f"<title>{rate!r}</title>"]
    if bar:
        parts.append(
            f'<rect x="{left}" y="3" width="{span * rate.value:.1f}" height="14" fill="{BLUE}" '
            'opacity="0.6"/>'
        )
        parts.append(f'<path d="M{left} 0V20" stroke="currentColor" opacity="0.5"/>')
    else:
        parts.append(f'<path d="M{x(0)} {y}H{x(1)}" stroke="currentColor" opacity="0.35"/>')
        parts.append(f'<circle cx="{x(rate.value)}" cy="{y}" r="4" fill="{BLUE}"/>')
    colour = "currentColor" if bar else BLUE
    parts.append(
        f'<path d="M{x(low)} {y}H{x(high)}M{x(low)} {y - 4}v8M{x(high)} {y - 4}v8" stroke="{colour}" '
        'stroke-width="2" fill="none"/>'
    )
    if axis:
        for share, anchor in ((0, "start"), (0.5, "middle"), (1, "end")):
            parts.append(f'<path d="M{x(share)} {y - 3}v6" stroke="currentColor" opacity="0.5"/>')
            edge = {"start": "0", "end": str(width)}.get(anchor, x(share))
            parts.append(
                f'<text x="{edge}" y="30" text-anchor="{anchor}" font-size="10" fill="currentColor" '
                f'opacity="0.75">{share:g}</text>'
            )
    height = 34 if axis else 20
    return (
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'style="overflow:visible;vertical-align:middle">{"".join(parts)}</svg>'
    )
