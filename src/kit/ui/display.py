"""Shared pieces of HTML: a panel that says one thing, a table, a score's mark, a long text folded.

All that is given is escaped. Colours are borders and marks only; text keeps the page's own colour, so both
read on a light and on a dark theme, in print, and without colour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Literal

Kind = Literal["pass", "fail", "need more", "note"]

_MARKS: dict[str, tuple[str, str]] = {
    "pass": ("✓", "#009E73"),
    "fail": ("✗", "#D55E00"),
    "need more": ("?", "#B08900"),
    "note": ("", "#0072B2"),
}
_LONG = 4000  # characters of one text, so that a page stays a page
_CELL = "text-align:left;vertical-align:top;padding:2px 14px 2px 0;background:transparent"


class Html(str):
    """Markup made by this package: shown as it is, where other strings are escaped."""

    def _repr_html_(self) -> str:
        return str(self)


def html(value: object) -> str:
    """A value as markup: its own `_repr_html_` if it has one, else its text, escaped, line breaks kept."""
    own = getattr(value, "_repr_html_", None)
    if own is not None and not isinstance(value, type):
        return str(own())
    return f'<span style="white-space:pre-wrap;overflow-wrap:anywhere">{escape(str(value))}</span>'


def panel(kind: Kind, title: str, rows: Iterable[tuple[str, object]] = ()) -> Html:
    """A verdict or a message: a coloured edge, a mark, a title, and labelled rows below it.

    Args:
        kind: "pass", "fail", "need more" or "note".
        title: one sentence.
        rows: (label, value) pairs; a value with `_repr_html_` (a `Rate`, say) shows as its picture.
    Returns:
        Markup that a notebook shows.
    Raises:
        ValueError: another kind.

    Example:
        `panel("fail", "price: the output tokens cost more", [("expected", 0.0021), ("got", 0.0015)])`
    """
    if kind not in _MARKS:
        raise ValueError(f"no panel kind {kind!r}; there are: {', '.join(_MARKS)}")
    mark, colour = _MARKS[kind]
    lines = "".join(
        f'<tr style="background:transparent"><td style="{_CELL};opacity:.75">{escape(label)}</td>'
        f'<td style="{_CELL}">{html(value)}</td></tr>'
        for label, value in rows
    )
    body = f'<table style="border-collapse:collapse;margin:2px 0">{lines}</table>' if lines else ""
    sign = f'<span style="color:{colour};font-weight:bold">{mark}</span> ' if mark else ""
    return Html(
        f'<div style="border-left:4px solid {colour};padding:4px 12px;margin:4px 0">'
        f"<div>{sign}<b>{escape(title)}</b></div>{body}</div>"
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], caption: str = "") -> Html:
    """A plain left-aligned table.

    Args:
        heads: column titles, units included.
        rows: as many values a row as there are heads; a value with `_repr_html_` shows as that.
        caption: what the reader looks at, and its n.
    Returns:
        Markup that a notebook shows.
    """
    top = "".join(f'<th scope="col" style="{_CELL}">{escape(head)}</th>' for head in heads)
    body = "".join(
        '<tr style="background:transparent">'
        + "".join(f'<td style="{_CELL}">{html(value)}</td>' for value in row)
        + "</tr>"
        for row in rows
    )
    label = f'<caption style="text-align:left;padding:2px 0">{escape(caption)}</caption>' if caption else ""
    return Html(
        f'<table style="border-collapse:collapse;margin:4px 0">{label}'
        f"<thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
    )


def mark(value: bool | float | None) -> Html:
    """A score as a sign that reads without colour: a tick, a cross, a number, or "?" for none."""
    sign, colour, meaning = "?", "#B08900", "no score"
    if isinstance(value, bool) or value in (0, 1):
        sign, colour = _MARKS["pass" if value else "fail"]
        meaning = "right" if value else "wrong"
    elif value is not None:
        sign, colour, meaning = f"{value:.2g}", "inherit", "score"
    return Html(f'<b style="color:{colour}" title="{meaning}" role="img" aria-label="{meaning}">{sign}</b>')


def folded(text: str, width: int = 100) -> Html:
    """A text: whole if it is short, else its beginning, more of it behind a fold that needs no script."""
    cut = f"… ({len(text) - _LONG} more characters)" if len(text) > _LONG else ""
    line, whole = " ".join(text.split()), html(text[:_LONG].strip() + cut or "(empty)")
    if len(line) <= width:
        return Html(whole)
    head = f"<summary>{escape(line[: width - 1])}…</summary>"
    return Html(f'<details style="overflow-wrap:anywhere">{head}<div>{whole}</div></details>')
