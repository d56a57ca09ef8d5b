"""A sweep to look at: in a terminal, in a notebook, and as a page. No number without its interval."""

from __future__ import annotations

from html import escape
from math import isfinite
from typing import TYPE_CHECKING, Any

from kit.ship.sweep_best import named

if TYPE_CHECKING:
    from kit.measure.many_runs import Measured
    from kit.ship.swept import Sweep

_METRICS, _FAILED = 4, 5  # shown of each
_CELL = "text-align:left;vertical-align:top;padding:2px 14px 2px 0;background:transparent"
_PAGE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em}h1{font-size:22px}"
)


def text(sweep: Sweep) -> str:
    """The sweep for a terminal: each metric's number and interval by setting, then what they say."""
    parts = [head(sweep)]
    for metric in _shown(sweep):
        rows = sweep.estimates(metric)
        wide = max(map(len, rows))
        lines = [f"  {name:<{wide}}  {_words(row)}" for name, row in rows.items()]
        alike = _alike(list(rows.values()))
        parts.append(f"{metric}: {alike}" if alike else "\n".join([_title(metric), *lines]))
    return "\n\n".join([*parts, *("\n".join(lines) for lines in _findings(sweep) if lines)])


def _title(metric: str) -> str:
    """What a metric is called: the runs' own seconds are not those that a notebook may have recorded."""
    return "seconds of a run, all of it" if metric == "seconds" else metric


def head(sweep: Sweep) -> str:
    """How much was run, what failed, how long it took."""
    failed = f", {len(sweep.failures)} failed" if sweep.failures else ""
    settings = "1 setting" if len(sweep.settings) == 1 else f"{len(sweep.settings)} settings"
    settings += f", {sweep.repeats} repeats" if sweep.repeats > 1 else ""
    line = (
        f"{sweep.name}: {len(sweep.rows)} of {sweep.wanted} runs{failed}; {settings}; {sweep.seconds:.1f} s"
    )
    prices = [row.usd for row in sweep.rows if row.usd is not None]
    line += f"; ${sum(prices):.4f}" if any(prices) else ""
    sealed = (
        "The held-out cases stayed unseen: choose a setting here, then measure that one on them (kit run)."
    )
    if moved := sorted({"SPLIT", "CASES", "SEED"} & {*sweep.varied}):
        sealed = (
            f"{' and '.join(moved)} decided which cases are held out, so settings worked with each other's: "
            "this tells how far the number wanders, not which setting to choose."
        )
    return "\n".join([line, *([sweep.note] if sweep.note else []), *([sealed] if sweep.sealed else [])])


def _shown(sweep: Sweep) -> list[str]:
    own = [metric for metric in sweep.metrics[:-1]][:_METRICS]
    return [metric for metric in [*own, "seconds"] if sweep.estimates(metric)]


def _findings(sweep: Sweep) -> list[list[str]]:
    """Differences of the first metric, the best setting, and what failed."""
    told: list[list[str]] = []
    if sweep.varied and len(sweep.metrics) > 1:
        told += [sweep.compare().lines(), sweep.best().lines()]
    failed = [f"failed: {_which(row)}: {row.error} ({row.path})" for row in sweep.failures[:_FAILED]]
    left = len(sweep.failures) - _FAILED
    return [*told, failed + ([f"... and {left} more, see .failures"] if left > 0 else [])]


def _which(row: Any) -> str:
    return named(row.parameters) + (f", repeat {row.repeat}" if row.repeat else "")


def _words(row: Measured) -> str:
    """The number with its interval, or that it has none."""
    open_ended = not isfinite(row.low) and not isfinite(row.high)
    return f"{row.value:.3g} (n={row.n}, no interval)" if open_ended else str(row)


def _alike(rows: list[Measured]) -> str:
    """The one number that all settings have, where none has an interval; else nothing."""
    known = [row for row in rows if isfinite(row.low) or isfinite(row.high)]
    one = len(rows) > 1 and not known and len({row.value for row in rows}) == 1
    return f"{rows[0].value:.3g} in every run" if one else ""


def fragment(sweep: Sweep) -> str:
    """The sweep as a piece of HTML: what a notebook shows."""
    from kit.measure.drawing import interval_svg

    parts = [f"<div>{escape(head(sweep)).replace(chr(10), '<br>')}</div>"]
    told = ("<br>".join(map(escape, lines)) for lines in _findings(sweep))
    parts += [f'<div style="margin-top:6px">{one}</div>' for one in told]
    for metric in _shown(sweep):
        rows = sweep.estimates(metric)
        if alike := _alike(list(rows.values())):
            parts.append(f"<div><b>{escape(metric)}</b> {alike}</div>")
            continue
        share = all(0 <= row.low <= row.high <= 1 for row in rows.values())
        body = "".join(
            _row(escape(name), escape(_words(row)), interval_svg(row) if share else "")
            for name, row in rows.items()
        )
        top = _row(f"<b>{escape(_title(metric))}</b>", "95 % interval", "from 0 to 1" if share else "")
        parts.append(f'<table style="border-collapse:collapse;margin:8px 0">{top}{body}</table>')
    plain = "tex2jax_ignore mathjax_ignore"  # a dollar is no formula's beginning
    return f'<div class="{plain}" style="font-variant-numeric:tabular-nums">{"".join(parts)}</div>'


def _row(*cells: str) -> str:
    inside = "".join(f'<td style="{_CELL}">{cell}</td>' for cell in cells)
    return f'<tr style="background:transparent">{inside}</tr>'


def document(sweep: Sweep) -> str:
    """The sweep as a whole page, with a table of all its runs."""
    names = list(dict.fromkeys(name for row in sweep.rows for name in row.parameters))
    heads = _row(*(f"<b>{escape(name)}</b>" for name in [*names, "repeat", "seconds", "notebook", ""]))
    runs = "".join(
        _row(
            *(escape(str(row.parameters.get(name, ""))) for name in names),
            str(row.repeat),
            f"{row.seconds:.1f}",
            f'<a href="{escape(row.path.name)}">{escape(row.path.name)}</a> {escape(row.error)}',
            *(
                f'<a href="{escape(f"{row.path.stem}/{one.name}")}">card</a>'
                for one in row.path.with_suffix("").glob("*.card.html")
            ),
        )
        for row in sweep.rows
    )
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(sweep.name)}</title>'
        f"<style>{_PAGE}:root{{color-scheme:light dark}}</style><body>"
        f"<h1>{escape(sweep.name)}</h1>{fragment(sweep)}"
        f'<table style="border-collapse:collapse;margin:16px 0">{heads}{runs}</table></body></html>\n'
    )
