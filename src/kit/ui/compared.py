"""What a comparison of prompts found, as plain HTML: dots with intervals, verdicts, answers in columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING

from kit.measure.cases import as_text
from kit.models.usage import Usage
from kit.ui.display import Html, folded, mark, panel
from kit.ui.dotplot import dot_rows

if TYPE_CHECKING:
    from kit.measure.cases import Case
    from kit.measure.compare import Comparison
    from kit.measure.report import Report
    from kit.measure.rows import Row

_OPEN, _MOST = 12, 200  # rows shown at once; rows kept at all
_SIGNS = {"better": ("▲", "#009E73"), "worse": ("▼", "#D55E00"), "inconclusive": ("≈", "#B08900")}
_GROUPS = ("the prompts differ", "all wrong", "all right", "not answered under every prompt")
_WRAP = "white-space:pre-wrap;overflow-wrap:anywhere"


@dataclass(frozen=True)
class Compared:
    """One run of `kit.ui.compare`.

    Attributes:
        prompts: name to prompt, as they were asked.
        reports: name to `Report`, over the same cases.
        scorer: the scorer's name; "" if nothing says what is right.
        spent: tokens and price of everything asked since the widget was made.
        note: why it is not whole; "" if it is.
    """

    prompts: Mapping[str, str]
    reports: Mapping[str, Report]
    scorer: str
    spent: Usage = field(default_factory=Usage)
    note: str = ""

    def comparisons(self) -> dict[str, Comparison]:
        """Every prompt against the first, over the cases that both answered, by name."""
        base, *others = self.reports.values()
        mine = self._scored(base)
        both = [other for other in others if mine & self._scored(other)]
        return {other.name: base.compare(other, self.scorer) for other in both}

    def static(self) -> Html:
        """The whole, readable without a kernel, a script or colours."""
        parts: list[str] = [panel("need more", self.note)] if self.note else []
        for name, report in self.reports.items():
            reasons = Counter(row.error for row in report.failures)
            for why, n in reasons.most_common(3):
                parts.append(panel("fail", f"{name}: {n} of {len(report)} calls failed: {why}"))
        parts += [self._figures(), self._cases()]
        parts.append(f'<div style="opacity:.8;margin:4px 0">spent so far: {escape(str(self.spent))}</div>')
        asked = "".join(
            f'<b>{escape(name)}</b><pre style="margin:2px 0 8px;{_WRAP}">{escape(prompt)}</pre>'
            for name, prompt in self.prompts.items()
        )
        parts.append(f"<details><summary>the prompts as they were asked</summary>{asked}</details>")
        return Html("".join(parts))

    def _figures(self) -> str:
        scored = [report for report in self.reports.values() if self._scored(report)]
        rates = {report.name: report.rate(self.scorer) for report in scored}
        if not rates:
            return ""
        found, first = self.comparisons(), next(iter(self.prompts))
        figure = dot_rows(rates, line=rates[first].value if first in rates else None)
        if not found:
            return figure
        reach = max(max(abs(c.difference.low), abs(c.difference.high)) for c in found.values())
        edge = next((e for e in (0.25, 0.5, 1.0) if reach <= e), reach)
        against = dot_rows(
            {name: comparison.difference for name, comparison in found.items()},
            span=(-edge, edge),
            line=0.0,
            heads=(f"against {first}", "difference", "with 95 % interval", "verdict"),
            said={name: _verdict(comparison) for name, comparison in found.items()},
        )
        words = [_words(comparison) for comparison in found.values()]
        if len(found) > 1:
            luck = f"up to {100 * (1 - 0.95 ** len(found)):.0f} times in 100"
            words.append(
                f"{len(words)} comparisons: were all prompts alike, luck would show a difference {luck}."
            )
        said = "".join(f"<div>{escape(line)}</div>" for line in words)
        return (
            '<div style="display:flex;flex-wrap:wrap;gap:4px 32px;align-items:flex-start">'
            f'<div>{figure}</div><div>{against}</div></div><div style="margin:2px 0 8px">{said}</div>'
        )

    def _scored(self, report: Report) -> set[str]:
        return {row.case.id for row in report.rows if self._value(row) is not None}

    def _value(self, row: Row) -> bool | float | None:
        score = row.scores.get(self.scorer)
        return score.value if score is not None else None

    def _cases(self) -> str:
        reports = self.reports.values()
        answered = [{row.case.id: row for row in report.rows if not row.error} for report in reports]
        cases = {row.case.id: row.case for report in reports for row in report.rows}
        grouped: dict[str, list[list[str]]] = {name: [] for name in _GROUPS}
        for key, case in cases.items():
            rows = [of.get(key) for of in answered]
            grouped[self._group(rows)].append(_line(case, rows, self.scorer))
        lines = [line for group in grouped.values() for line in group][:_MOST]
        counts = ", ".join(f"{group}: {len(found)}" for group, found in grouped.items() if found)
        names, said = list(self.reports), f"{len(cases)} cases" + (f" ({counts})" if self.scorer else "")
        shown = _columns(names, lines[:_OPEN], said)
        if len(lines) > _OPEN:
            cut = f" (the first {_MOST} are kept here)" if len(cases) > _MOST else ""
            rest = _columns(names, lines[_OPEN:])
            shown += f"<details><summary>{len(cases) - _OPEN} more cases{cut}</summary>{rest}</details>"
        return shown

    def _group(self, rows: list[Row | None]) -> str:
        values = [self._value(row) for row in rows if row is not None]
        if len(values) < len(rows):
            return _GROUPS[3]
        if len(set(values)) > 1:
            return _GROUPS[0]
        return _GROUPS[2] if values[0] else _GROUPS[1]


def _verdict(comparison: Comparison) -> Html:
    sign, colour = _SIGNS[comparison.verdict]
    words = f'<b style="color:{colour}">{sign}</b> {comparison.verdict}'
    return Html(f'<span style="white-space:nowrap">{words}</span>')


def _words(comparison: Comparison) -> str:
    (a, b), p = comparison.names, comparison.p_value
    seen = f"{comparison.n} cases"
    if comparison.only_a is not None:
        seen = f"cases right only with {b}: {comparison.only_b}, only with {a}: {comparison.only_a}"
    tested = f"{f'p = {p:.2g}' if p >= 0.001 else 'p < 0.001'}, {comparison.test}"
    noise = "can explain a difference of this size"
    if comparison.verdict != "inconclusive":
        noise = "alone would rarely make a difference of this size"
    return f"{b} against {a}: {seen} ({tested}). Noise {noise}."


def _line(case: Case, rows: list[Row | None], scorer: str) -> list[str]:
    wanted = ""
    if case.expected is not None:
        wanted = f'<div style="opacity:.75">expected: {folded(as_text(case.expected), 60)}</div>'
    cells = [folded(as_text(case.input), 140) + wanted]
    for row in rows:
        if row is None:
            cells.append('<span style="opacity:.6">(no answer)</span>')
            continue
        score = row.scores.get(scorer)
        sign, why = (f"{mark(score.value)} ", escape(score.why)) if score else ("", "")
        ended = row.reply.finish
        cut = "" if ended == "stop" else f' <span style="opacity:.7">({escape(ended)})</span>'
        cells.append(f'<div title="{why}">{sign}{folded(as_text(row.answer), 90)}{cut}</div>')
    return cells


def _columns(names: list[str], lines: list[list[str]], caption: str = "") -> str:
    cell = (
        "text-align:left;vertical-align:top;padding:3px 12px 3px 0;background:transparent;"
        "overflow-wrap:anywhere;white-space:normal;border-top:1px solid rgba(128,128,128,.35)"
    )
    share = 100 / (len(names) + 1.6)  # the case gets a wider column than an answer
    wide = [("case", 1.6 * share), *((name, share) for name in names)]
    heads = "".join(
        f'<th scope="col" style="{cell};width:{width:.0f}%">{escape(name)}</th>' for name, width in wide
    )
    body = ""
    for line in lines:
        body += '<tr style="background:transparent">'
        body += "".join(f'<td style="{cell}">{part}</td>' for part in line) + "</tr>"
    label = f'<caption style="text-align:left;padding:2px 0">{escape(caption)}</caption>' if caption else ""
    return (
        '<table style="border-collapse:collapse;margin:4px 0;width:100%;table-layout:fixed">'
        f"{label}<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
    )
