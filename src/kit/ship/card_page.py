"""A card as a page: HTML that stands alone (light, dark, print), and the same as Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

from kit.measure.drawing import interval_svg
from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.ship.card_parts import Part, parts_of

if TYPE_CHECKING:
    from kit.ship.cards import Card

_GOOD, _UNSURE, _LOUD = "#009E73", "#B08900", "#D55E00"

# --- HTML -------------------------------------------------------------------------------------------

_CELL = "text-align:left;vertical-align:top;padding:2px 16px 2px 0;background:transparent;border:0"
_STYLE = """:root{color-scheme:light dark}
body{font:15px/1.45 system-ui,sans-serif;max-width:52em;margin:1.6em auto;padding:0 1.2em}
@media print{@page{size:A4;margin:14mm}body{font-size:11px;margin:0;padding:0;max-width:none}
:root{color-scheme:light}}"""


def document(card: Card) -> str:
    """The card as a whole page that needs no network and runs no script."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(card.name)}: eval card</title><style>{_STYLE}</style></head>"
        f"<body>{fragment(card)}</body></html>\n"
    )


def fragment(card: Card) -> str:
    """The card as a piece of HTML: what a notebook shows."""
    unsure = card.verdict in ("better", "inconclusive") and "decide" not in card.advice
    colour = _GOOD if card.usable else _UNSURE if unsure else _LOUD
    top = (
        f'<div style="font-size:1.45em;font-weight:650;line-height:1.2">{escape(card.name)}</div>'
        f'<div style="opacity:.7;margin-bottom:.6em">eval card, {escape(card.made[:10])}</div>'
        f'<div style="border-left:5px solid {colour};padding:.35em .9em;margin:.5em 0">'
        f'<b style="font-size:1.1em">{escape(card.advice)}</b></div>'
    )
    return html_of(parts_of(card), top)


def html_of(parts: Sequence[Part], top: str = "") -> str:
    """Parts as a piece of HTML, below some markup of ours."""
    style = "font-variant-numeric:tabular-nums;overflow-wrap:break-word;max-width:60em"
    plain = "tex2jax_ignore mathjax_ignore"  # JupyterLab takes what stands between two $ for a formula
    return f'<div class="{plain}" style="{style}">{top}{"".join(map(_part, parts))}</div>'


def _part(part: Part) -> str:
    lines = "".join(f'<div style="margin:1px 0">{escape(line)}</div>' for line in part.lines)
    heads = "".join(
        f'<th scope="col" style="{_CELL};font-weight:400;opacity:.7">{escape(head)}</th>'
        for head in part.heads
    )
    body = "".join(
        f'<tr style="background:transparent{";font-weight:650" if part.strong and not place else ""}">'
        + "".join(f'<td style="{_CELL}">{_cell(cell)}</td>' for cell in row)
        + "</tr>"
        for place, row in enumerate(part.rows)
    )
    table = (
        '<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:3px 0">'
        f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    points = "".join(f'<li style="margin:1px 0">{escape(point)}</li>' for point in part.points)
    folds = "".join(
        f"<details><summary>{escape(title)}</summary>"
        f'<div style="white-space:pre-wrap;font-family:ui-monospace,monospace;font-size:.9em;'
        f'padding:.2em 0 .4em 1em">{escape(text)}</div></details>'
        for title, text in part.folds
    )
    return (
        '<div style="border-top:1px solid rgba(128,128,128,.4);padding:.4em 0;margin:.3em 0;'
        'break-inside:avoid">'
        f'<div style="font-weight:650;margin-bottom:2px">{escape(part.title)}</div>'
        f"{_loud(part.absent)}{lines}{table if part.rows else ''}"
        f'{f"""<ul style="margin:2px 0;padding-left:1.3em">{points}</ul>""" if points else ""}{folds}</div>'
    )


def _loud(absent: Sequence[str]) -> str:
    return "".join(
        f'<div style="margin:2px 0"><b style="border:1.5px solid {_LOUD};border-radius:3px;'
        f'padding:0 .4em">missing</b> <b>{escape(line)}</b></div>'
        for line in absent
    )


def _cell(value: Any) -> str:
    text = f'<span style="white-space:nowrap">{escape(str(value))}</span>'
    share = isinstance(value, Rate | Estimate) and not getattr(value, "unit", "")
    if share and 0 <= value.low <= value.high <= 1:
        return f"{interval_svg(value, width=150)} {text}"
    return text if isinstance(value, Rate | Estimate) else escape(str(value))


# --- Markdown ---------------------------------------------------------------------------------------


def markdown(card: Card) -> str:
    """The card as Markdown, for a repository or a mail."""
    top = f"# {_md(card.name)}\n\n*Eval card, {card.made[:10]}*\n\n> **{_md(card.advice)}**\n\n"
    return top + markdown_of(parts_of(card))


def markdown_of(parts: Sequence[Part]) -> str:
    """Parts as Markdown."""
    out = []
    for part in parts:
        out.append(f"## {_md(part.title)}")
        out += [f"**Missing: {_md(line)}**" for line in part.absent]
        out += ["  \n".join(map(_md, part.lines))] if part.lines else []
        if part.rows:
            rows = [part.heads, ["---"] * len(part.heads), *part.rows]
            out.append("\n".join("| " + " | ".join(_md(str(cell)) for cell in row) + " |" for row in rows))
        out += ["\n".join(f"- {_md(point)}" for point in part.points)] if part.points else []
        out += [f"{_md(title)}\n\n{_fenced(text)}" for title, text in part.folds]
    return "\n\n".join(out) + "\n"


def _md(text: str) -> str:
    """Text that Markdown leaves alone, on one line."""
    return re.sub(r"[\\`*<>|]", r"\\\g<0>", " ".join(text.split()))


def _fenced(text: str) -> str:
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{text}\n{fence}"
