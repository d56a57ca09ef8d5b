"""Comparing two cards: what changed between them, which differences are shown, and which are inconclusive."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isnan
from os.path import commonprefix
from typing import TYPE_CHECKING, Any

from kit.measure.cases import excerpt
from kit.measure.compare import Comparison, paired, unpaired
from kit.measure.estimate import Estimate
from kit.measure.report import Report
from kit.measure.rows import Row
from kit.ship.card_page import html_of, markdown_of
from kit.ship.card_parts import Part

if TYPE_CHECKING:
    from kit.ship.cards import Card

# Of which less is better: how to read it off a row, and what less and more of it are called.
_COSTS: dict[str, tuple[Callable[[Row], float], str, str]] = {
    "seconds a case": (lambda row: row.reply.seconds, "faster", "slower"),
    "tokens a case": (lambda row: float(row.reply.usage.tokens), "fewer", "more"),
    "USD per 1,000 cases": (lambda row: 1000 * row.reply.usage.usd, "cheaper", "dearer"),
}


@dataclass(frozen=True)
class Metric:
    """One number of both cards, the second minus the first.

    Attributes:
        name: the scorer, or "seconds a case", "tokens a case", "USD per 1,000 cases".
        difference: with its interval.
        verdict: "better" or "worse" ("faster", "dearer" ...), or "inconclusive".
        good: True if better, False if worse, None if inconclusive.
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

    @property
    def parts(self) -> list[Part]:
        """What there is to say, to be drawn."""
        found = [f"{one.name}: {one.verdict}, {one.difference!r}; {one.how}" for one in self.metrics]
        heads = ("", "before", "after") if self.changed else ()
        return [
            Part(f"{self.names[1]} against {self.names[0]}", [self.cases, *self.notes]),
            Part("What changed", [] if self.changed else ["Nothing."], heads, self.changed),
            Part("What came of it", [] if found else ["Nothing could be compared."], points=found),
        ]

    def __repr__(self) -> str:
        return markdown_of(self.parts)

    def _repr_html_(self) -> str:
        return html_of(self.parts)


def changes(a: Card, b: Card) -> Changes:
    """Compare two cards; see `Card.compare`."""
    same = [id for id in b.cases if id in a.cases and a.cases[id][:2] == b.cases[id][:2]]
    shared = [(a.cases[id], case) for id, case in b.cases.items() if id in a.cases]
    relabelled = sum(one[0] == two[0] and one[1] != two[1] for one, two in shared)
    notes, metrics = _notes(a, b, relabelled), []
    if same and len(same) == len(a.cases) == len(b.cases):
        said = f"Both were measured on the same {len(same)} cases: compared in pairs."
    elif same:
        said = (
            f"The cases differ: {len(a.cases)} and {len(b.cases)}, {len(same)} in both. Compared in pairs on "
            "these alone, which says nothing of the others."
        )
    else:
        said = "The cases differ altogether: compared as of different cases, which sees less."
    regraded = a.grader and b.grader and a.grader != b.grader
    comparable = a.solution.scorers[0] in b.solution.scorers and not regraded
    if not comparable:
        said += " The graders differ, so no score can be compared: run both under one grader."
    elif not same and a.problem != b.problem:
        said += " The problems differ too: such a difference may be the cases' and not the solutions'."
    if comparable:
        metrics += _scores(a, b, same)
    if same:
        metrics += _costs(a.solution, b.solution, same)
    if len(metrics) > 1:
        chance = min(100, 5 * len(metrics))  # Bonferroni's bound
        told = f"{len(metrics)} numbers are compared: if nothing had changed, at least one would look as if"
        notes.append(f"{told} with a chance of up to {chance} %.")
    before, after = (f"{one.name} ({one.made[:16].replace('T', ' ')})" for one in (a, b))
    return Changes((before, after), said, tuple(_changed(a, b)), tuple(metrics), tuple(notes))


def _notes(a: Card, b: Card, relabelled: int) -> list[str]:
    told = "cases are in both with another label; they are in no pair."
    notes = [f"{relabelled} {told}"] if relabelled else []
    if not (a.grader and b.grader):
        notes.append("Nobody noted the graders of both cards; that they are the same is assumed.")
    for one in (a, b):
        if one.solution.failures:
            notes.append(f"{one.name}: {len(one.solution.failures)} calls failed and are in no score.")
    if (looks := max(a.looks or 1, b.looks or 1)) > 2:
        told = f"{looks} solutions were measured on these held-out cases"
        notes.append(f"{told}: the best of so many looks better than it is. Confirm it on fresh ones.")
    return notes


def _changed(a: Card, b: Card) -> list[tuple[str, str, str]]:
    before, after, found = _facts(a), _facts(b), []
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            tables = (one.settings.get(name) for one in (a, b))
            if name.startswith("prompt") or any(isinstance(one, list | dict) for one in tables):
                found.append((name, *_edit(before.get(name, ""), after.get(name, ""))))
            else:
                found.append((name, before.get(name, "none"), after.get(name, "none")))
    return found


def _facts(card: Card) -> dict[str, str]:
    """How a card came about, by name."""
    risk = card.risk
    return {
        "problem": card.problem,
        "model": card.model or "not known",
        "code": card.code or "not known",
        **{name: _entries(value) for name, value in card.settings.items()},
        "grader": card.grader or "not known",
        "data": card.data,
        "cases measured on": str(len(card.cases)),
        "cases worked with": str(card.dev),
        "repeats a case": str(card.solution.repeats),
        **{"prompt" if name == "prompt" else f"prompt {name}": text for name, text in card.prompts.items()},
        **card.versions,
        "answered alone": repr(risk.coverage) if risk else "not measured",
        "wrong among these": repr(risk.error) if risk and risk.error else "none answered",
    }


def _entries(value: Any) -> str:
    """A setting as text; of a table an entry a piece, so that a change shows as one."""
    if isinstance(value, dict):
        return "; ".join(f"{name}: {part}" for name, part in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list) else repr(value)


def _edit(before: str, after: str) -> tuple[str, str]:
    """Two texts without what they begin and end with alike."""
    start = len(commonprefix([before, after]))  # noqa: RUF071
    end = len(commonprefix([before[start:][::-1], after[start:][::-1]]))  # noqa: RUF071
    start = before.rfind(" ", 0, max(0, start - 15)) + 1  # whole words around it
    stops = [text.find(" ", len(text) - end + 15) if end > 15 else -1 for text in (before, after)]
    cut = [text[start : at if at > 0 else None] for text, at in zip((before, after), stops, strict=True)]
    old, new = (f"“{excerpt(text, 120)}”" if text else "none" for text in cut)
    return old, new


def _scores(a: Card, b: Card, same: list[str]) -> list[Metric]:
    found = []
    for name in [one for one in a.solution.scorers if one in b.solution.scorers]:
        before, after = (
            {case.id: row for case, row in zip(one.solution.cases, one.solution.scores(name), strict=True)}
            for one in (a, b)
        )
        both = [id for id in same if before.get(id) and after.get(id)]
        if both:
            # of two groupings the later card's: near copies stand or fall together
            groups = [b.cases[id][2] or ("alone", id) for id in both]
            one, how = _in_pairs(before, after, both, groups if len(set(groups)) < len(both) else None)
        elif same or not any(before.values()) or not any(after.values()):
            continue
        else:
            one = unpaired(a.solution.rate(name), b.solution.rate(name))
            how = f"different cases, {one.test}"
        good = {"better": True, "worse": False}.get(one.verdict)
        found.append(Metric(name, one.difference, "inconclusive" if good is None else one.verdict, good, how))
    return found


def _in_pairs(
    before: Mapping[str, Any], after: Mapping[str, Any], both: list[str], groups: Any = None
) -> tuple[Comparison, str]:
    one = paired([before[id] for id in both], [after[id] for id in both], groups=groups)
    said = f"= {one.p_value:.3f}" if one.p_value >= 0.001 else "below 0.001"
    return one, f"{one.n} cases in pairs, {one.test}, p {said}"


def _costs(a: Report, b: Report, same: list[str]) -> list[Metric]:
    """Seconds, tokens and price of the same cases, in pairs; lower is better."""
    found = []
    for name, (of, less, more) in _COSTS.items():
        before, after = _by_case(a, of), _by_case(b, of)
        both = [id for id in same if id in before and id in after]
        values = [one for id in both for one in (*before[id], *after[id])]
        if not any(values) or any(map(isnan, values)):
            continue
        one, how = _in_pairs(before, after, both)
        good = {"better": False, "worse": True}.get(one.verdict)  # `paired` takes more for better
        verdict = "inconclusive" if good is None else less if good else more
        how += "; another machine or load may be all of it" if name == "seconds a case" else ""
        found.append(Metric(name, one.difference, verdict, good, how))
    return found


def _by_case(report: Report, of: Callable[[Row], float]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for row in report.rows:
        if not row.error:
            found.setdefault(row.case.id, []).append(of(row))
    return found
