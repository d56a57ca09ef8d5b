"""What a comparison of two cards found, and how it shows in a notebook and a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from kit.measure.estimate import Estimate

_COLOURS = {"better": "#009E73", "worse": "#D55E00", "noise": "#B08900"}


@dataclass(frozen=True)
class Metric:
    """One number of both cards, the second minus the first.

    Attributes:
        name: the scorer, or "seconds a case", "tokens a case", "USD per 1,000 cases".
        difference: with its interval.
        verdict: "better" or "worse" ("faster", "dearer" ...), or "noise": not shown to differ.
        good: True if better, False if worse, None if noise.
        how: over which cases, and by which test.
    """

    name: str
    difference: Estimate
    verdict: str
    good: bool | None
    how: str


@dataclass(frozen=True, repr=False)
class Changes:
    """What `Card.compare` found.

    Attributes:
        names: of both cards, with their dates.
        cases: a sentence on whether both were measured on the same cases.
        changed: what differs: (what, before, after).
        metrics: what was compared; empty if nothing could be.
        notes: what a reader must know before believing any of it.
    """

    names: tuple[str, str]
    cases: str
    changed: tuple[tuple[str, str, str], ...]
    metrics: tuple[Metric, ...]
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        lines = [
            f"{self.names[1]}\nagainst {self.names[0]}",
            "",
            self.cases,
            *self.notes,
            "",
            "What changed:",
        ]
        lines += [f"  {what}: {before} -> {after}" for what, before, after in self.changed] or ["  nothing"]
        lines += ["", "What came of it:" if self.metrics else "Nothing could be compared."]
        lines += [f"  {one.name}: {one.verdict}, {one.difference!r}\n    {one.how}" for one in self.metrics]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        cell = 'style="text-align:left;vertical-align:top;padding:2px 16px 2px 0;background:transparent"'

        def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
            top = "".join(f"<th {cell}>{escape(head)}</th>" for head in heads)
            body = "".join(
                "<tr>" + "".join(f"<td {cell}>{one}</td>" for one in row) + "</tr>" for row in rows
            )
            return f'<table style="border-collapse:collapse"><tr>{top}</tr>{body}</table>'

        told = [[escape(part) for part in row] for row in self.changed]
        found = []
        for one in self.metrics:
            colour = _COLOURS["noise" if one.good is None else "better" if one.good else "worse"]
            said = f'<b style="border-left:4px solid {colour};padding-left:.5em">{escape(one.verdict)}</b>'
            found.append([escape(one.name), said, escape(repr(one.difference)), escape(one.how)])
        words = "".join(f"<div>{escape(line)}</div>" for line in (self.cases, *self.notes))
        return (
            f"<div><b>{escape(self.names[1])}</b> against <b>{escape(self.names[0])}</b></div>{words}"
            + (table(("what changed", "before", "after"), told) if told else "<div>Nothing changed.</div>")
            + (table(("what came of it", "", "difference, 95 % interval", ""), found) if found else "")
        )
