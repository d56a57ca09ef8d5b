"""A report as a page: scorers with their intervals, then the cases, worst first, each opening on a click.

Plain HTML (`<details>`), no script, so that it works on a code host, in a mail and in print. Everything that
came from a case or a model is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

from kit.measure.cases import as_text, excerpt
from kit.measure.drawing import interval_svg
from kit.measure.rows import Row
from kit.measure.scorers import Score

if TYPE_CHECKING:
    from kit.measure.report import Report

SHOWN, WRITTEN = 20, 1000  # cases in a notebook, and in a file
_LONG = 20_000  # characters of one text
_CELL = "text-align:left;vertical-align:top;padding:2px 14px 2px 0;background:transparent"
_WRAP = "white-space:pre-wrap;overflow-wrap:anywhere"
_PAGE = "font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em"


def fragment(report: Report, most: int = SHOWN) -> str:
    """The report as a piece of HTML: what a notebook shows."""
    lines = "".join(f"<div>{escape(line)}</div>" for line in report.summary())
    heads = "".join(f'<th scope="col" style="{_CELL}">{head}</th>' for head in _HEADS)
    rates = "".join(_row(_scorer(name, rate, report)) for name, rate in report.rates().items())
    table = _table(f"<thead><tr>{heads}</tr></thead><tbody>{rates}</tbody>")
    return f'<div style="font-variant-numeric:tabular-nums">{lines}{table}{_cases(report, most)}</div>'


def document(report: Report) -> str:
    """The report as a whole page."""
    style = f"body{{{_PAGE}}}:root{{color-scheme:light dark}}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(report.name)}</title>'
        f"<style>{style}</style><body>{fragment(report, WRITTEN)}</body></html>\n"
    )


_HEADS = ("scorer", "mean score, 95 % interval", "from 0 to 1", "cases", "answers")


def _scorer(name: str, rate: Any, report: Report) -> Iterable[object]:
    """Cells of the head table. The interval is over cases (or groups of them), which is what its n counts."""
    is_share = hasattr(rate, "low") and 0 <= rate.low <= rate.high <= 1
    found = report.scores(name)
    picture = interval_svg(rate) if is_share else ""
    return escape(name), escape(str(rate)), picture, sum(map(bool, found)), sum(map(len, found))


def _cases(report: Report, most: int) -> str:
    """Cases in the order of their worst row."""
    order: dict[str, list[Row]] = {}
    for row in report.worst(None):
        order.setdefault(row.case.id, []).append(row)
    shown = "".join(_case(rows) for rows in list(order.values())[:most])
    left = len(order) - most
    more = f"{left} more cases are not shown here. In a file: to_csv has all, to_html {WRITTEN}."
    return f"<div>Cases, worst first:</div>{shown}" + (f"<div>{more}</div>" if left > 0 else "")


def _case(rows: list[Row]) -> str:
    case, parts = rows[0].case, _parts(rows)
    head = f"{escape(excerpt(case.input, 60))} → {escape(excerpt(_said(rows[0]), 34))}"
    lines = "".join(
        _row((escape(label), f'<span style="{_WRAP}">{escape(_cut(as_text(value)))}</span>'))
        for label, value in parts
    )
    return f'<details style="margin:2px 0"><summary>{_mark(rows)} {head}</summary>{_table(lines)}</details>'


def _parts(rows: list[Row]) -> list[tuple[str, Any]]:
    """What a reader of the case wants to see, labelled."""
    case = rows[0].case
    extras = (("group", case.group), ("tags", ", ".join(case.tags)), ("note", case.note))
    parts = [("case", case.id), ("input", case.input), ("expected", case.expected)]
    parts += [(label, text) for label, text in extras if text]
    for row in sorted(rows, key=lambda row: row.repeat):
        label = f"answer {row.repeat + 1}" if len(rows) > 1 else "answer"
        cut = "" if row.reply.finish in ("stop", "error") else f" ({row.reply.finish})"
        parts.append((label + cut, _said(row)))
        parts += [(f"· {name}", _verdict(score)) for name, score in row.scores.items()]
    return parts


def _mark(rows: list[Row]) -> str:
    """A sign for the case's first score: ✓, ✗, the mean of its answers, or ! where no call came through."""
    values = [next(iter(row.scores.values())).value for row in rows if row.scores]
    known = [float(value) for value in values if value is not None]
    mean = sum(known) / len(known) if known else None
    sign, colour = {None: ("!", "#B08900"), 1.0: ("✓", "#009E73"), 0.0: ("✗", "#D55E00")}.get(
        mean, (f"{mean:.2f}" if mean is not None else "", "#B08900")
    )
    return f'<span style="color:{colour};font-weight:bold">{sign}</span>'


def _said(row: Row) -> Any:
    return f"failed: {row.error}" if row.error else row.answer


def _verdict(score: Score) -> str:
    value = score.value
    said = {"True": "right", "False": "wrong", "None": "not scored"}.get(
        str(value), f"{value:g}" if value else "0"
    )
    return f"{said} ({score.why})" if score.why else said


def _table(rows: str) -> str:
    return f'<table style="border-collapse:collapse;margin:4px 0">{rows}</table>'


def _row(cells: Iterable[object]) -> str:
    return "<tr>" + "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells) + "</tr>"


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}… ({len(text) - _LONG} more characters)"
