"""Comparing two cards: what changed between them, which differences are shown, and which are noise."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, sqrt
from typing import TYPE_CHECKING, Any

from kit.measure.cases import excerpt
from kit.measure.compare import Comparison, paired, unpaired
from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.measure.report import Report
from kit.measure.rows import Row
from kit.ship.card_changes import Changes, Metric

if TYPE_CHECKING:
    from kit.ship.cards import Card

_LOWER = {"seconds a case": ("faster", "slower"), "tokens a case": ("fewer", "more")}
_LOWER |= {"USD per 1,000 cases": ("cheaper", "dearer")}


def changes(a: Card, b: Card) -> Changes:
    """Compare two cards; see `Card.compare`."""
    same = [id for id in b.cases if id in a.cases and a.cases[id][:2] == b.cases[id][:2]]
    relabelled = sum(
        id in a.cases and a.cases[id][0] == b.cases[id][0] and a.cases[id][1] != b.cases[id][1]
        for id in b.cases
    )
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
    comparable = a.solution.scorers[0] in b.solution.scorers and not _regraded(a, b)
    if not comparable:
        said += " The graders differ, so no score can be compared: run both under one grader."
    elif not same and a.problem != b.problem:
        said += " The problems differ too: such a difference may be the cases' and not the solutions'."
    if comparable:
        metrics += _scores(a, b, same)
    if same:
        metrics += _costs(a.solution, b.solution, set(same))
    if len(metrics) > 1:
        notes.append(f"{len(metrics)} numbers are compared; of twenty that do not differ, one looks as if.")
    before, after = (f"{one.name} ({one.made[:16].replace('T', ' ')})" for one in (a, b))
    return Changes((before, after), said, tuple(_changed(a, b)), tuple(metrics), tuple(notes))


def _regraded(a: Card, b: Card) -> bool:
    return bool(a.grader and b.grader and a.grader != b.grader)


def _notes(a: Card, b: Card, relabelled: int) -> list[str]:
    notes = [f"{relabelled} cases got another label in between; they are left out."] if relabelled else []
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
    pairs: list[tuple[str, Any, Any]] = [
        ("problem", a.problem, b.problem),
        ("model", a.model or "not known", b.model or "not known"),
        ("code", a.code or "not known", b.code or "not known"),
        ("grader", a.grader or "not known", b.grader or "not known"),
        ("data", a.data, b.data),
        ("cases measured on", len(a.cases), len(b.cases)),
        ("cases worked with", a.dev, b.dev),
        ("repeats a case", a.solution.repeats, b.solution.repeats),
    ]
    for name in dict.fromkeys([*a.prompts, *b.prompts]):
        before, after = a.prompts.get(name), b.prompts.get(name)
        if before != after:
            called = name if name == "prompt" else f"prompt {name}"
            pairs.append((called, *_edit(before or "", after or "")))
    for name in dict.fromkeys([*a.versions, *b.versions]):
        pairs.append((name, a.versions.get(name, "none"), b.versions.get(name, "none")))
    risks = [one.risk for one in (a, b)]
    before, after = (f"{one.coverage!r}" if one else "not measured" for one in risks)
    pairs.append(("answered alone", before, after))
    before, after = (f"{one.error!r}" if one and one.error else "none answered" for one in risks)
    pairs.append(("wrong among these", before, after))
    return [(what, str(before), str(after)) for what, before, after in pairs if before != after]


def _edit(before: str, after: str) -> tuple[str, str]:
    """Two texts without what they begin and end with alike."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    start = before.rfind(" ", 0, max(0, start - 15)) + 1  # whole words around it
    stops = [text.find(" ", len(text) - end + 15) if end > 15 else -1 for text in (before, after)]
    cut = [text[start : at if at > 0 else None] for text, at in zip((before, after), stops, strict=True)]
    old, new = (f"“{excerpt(text, 120)}”" if text else "none" for text in cut)
    return old, new


def _alike(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _scores(a: Card, b: Card, same: list[str]) -> list[Metric]:
    found = []
    for name in a.solution.scorers:
        if name not in b.solution.scorers:
            continue
        before, after = (
            {case.id: row for case, row in zip(one.solution.cases, one.solution.scores(name), strict=True)}
            for one in (a, b)
        )
        both = [id for id in same if before.get(id) and after.get(id)]
        if both:
            # of two groupings the later card's: near copies stand or fall together
            groups = [b.cases[id][2] or ("alone", id) for id in both]
            given = groups if len(set(groups)) < len(both) else None
            one = paired([before[i] for i in both], [after[i] for i in both], groups=given)
            how = f"{one.n} cases in pairs, {one.test}, p = {one.p_value:.3f}"
        elif same or not any(before.values()) or not any(after.values()):
            continue
        else:
            one = _apart(a.solution.rate(name), b.solution.rate(name))
            how = f"different cases, {one.test}"
        verdict = "noise" if one.verdict == "inconclusive" else one.verdict
        found.append(
            Metric(name, one.difference, verdict, {"better": True, "worse": False}.get(verdict), how)
        )
    return found


def _apart(a: Any, b: Any) -> Comparison:
    """Two rates of different cases; for other scores the same way of joining two intervals (MOVER).

    G. Y. Zou and A. Donner, Statistics in Medicine 27, 2008. It has no test of its own: the interval decides.
    """
    if isinstance(a, Rate) and isinstance(b, Rate):
        return unpaired(a, b)
    gap = b.value - a.value
    low = gap - sqrt((b.value - b.low) ** 2 + (a.high - a.value) ** 2)
    high = gap + sqrt((b.high - b.value) ** 2 + (a.value - a.low) ** 2)
    found = Estimate(gap, low, high, a.n + b.n, signed=True, method="MOVER")
    return Comparison(found, 0.0 if found.excludes_zero else 1.0, a.n + b.n, test="two intervals joined")


def _costs(a: Report, b: Report, same: set[str]) -> list[Metric]:
    """Seconds, tokens and price of the same cases, in pairs; lower is better."""
    found = []
    for name, of in _OF.items():
        before, after = _by_case(a, same, of), _by_case(b, same, of)
        both = [id for id in before if id in after]
        values = [one for id in both for one in (*before[id], *after[id])]
        if not both or any(map(isnan, values)) or not any(values):
            continue
        one = paired([before[id] for id in both], [after[id] for id in both])
        good = {"better": False, "worse": True}.get(one.verdict)  # `paired` takes more for better
        verdict = "noise" if good is None else _LOWER[name][0 if good else 1]
        how = f"{one.n} cases in pairs, {one.test}, p = {one.p_value:.3f}"
        if name == "seconds a case":
            how += "; another machine or load may be all of it"
        found.append(Metric(name, one.difference, verdict, good, how))
    return found


def _by_case(report: Report, same: set[str], of: Callable[[Row], float]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for row in report.rows:
        if row.case.id in same and not row.error:
            found.setdefault(row.case.id, []).append(of(row))
    return found


_OF: dict[str, Callable[[Row], float]] = {
    "seconds a case": lambda row: row.reply.seconds,
    "tokens a case": lambda row: float(row.reply.usage.tokens),
    "USD per 1,000 cases": lambda row: 1000 * row.reply.usage.usd,
}
