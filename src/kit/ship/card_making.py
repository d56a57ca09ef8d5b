"""Making a card out of reports: what is kept of them, its versions, and what it would cost elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kit.measure.cases import digest, excerpt
from kit.measure.fingerprint import fingerprint
from kit.measure.report import Report
from kit.measure.rows import Row
from kit.models.registry import Model
from kit.ship.card_risk import Risk
from kit.ship.cards import Card
from kit.ship.held_out import HeldOut
from kit.ship.record import packed, unpacked


def card(
    name: str,
    solution: Report,
    *,
    baselines: Sequence[Report] = (),
    problem: str = "",
    data: str = "",
    dev: Sequence[Any] = (),
    held_out: HeldOut | None = None,
    grader: Callable[..., Any] | Sequence[Callable[..., Any]] = (),
    risk: Risk | None = None,
    failures: Sequence[str | Row] = (),
    model: Model | str = "",
    solve: Callable[..., Any] | None = None,
    prompts: Mapping[str, str] | None = None,
    budget_usd: float | None = None,
) -> Card:
    """Make the eval card of a solution. What you leave out is said on it.

    Args:
        name: of the solution; the files are named after it.
        solution: its report on the held-out cases.
        baselines: reports on the same cases with the same scorers.
        problem, data: a sentence or two each.
        dev: the cases that you worked with.
        held_out: the set that `solution` was measured on; it knows how often it was looked at.
        grader: the scorers of the reports; two cards with different graders are not compared.
        risk: from `Risk.chosen`.
        failures: sentences of yours, and rows of a report on `dev`, which become one each.
        model: the registry's model, `kit.model("small")`, or a name.
        solve: the solution; its digest is the code's version.
        prompts: name to text.
        budget_usd: the cap that the run was given.
    """
    graders = [grader] if callable(grader) else list(grader)
    digests = {case.id: (digest(case.input), digest(case.expected), case.group) for case in solution.cases}
    told = f"{model.role}: {model.name} at {model.source}" if isinstance(model, Model) else model
    return Card(
        name,
        " ".join(problem.split()),
        " ".join(data.split()),
        unpacked(packed(solution)),
        tuple(unpacked(packed(one)) for one in baselines),
        digests,
        len(dev),
        held_out.looks if held_out else None,
        digest([fingerprint(one) for one in graders]) if graders else "",
        risk,
        tuple(_failure(one) for one in failures),
        told,
        fingerprint(solve) if solve else "",
        dict(prompts or {}),
        budget_usd,
        _elsewhere(solution, model) if isinstance(model, Model) else {},
        _versions(),
        time.strftime("%Y-%m-%dT%H:%M:%S%z"),
    )


def _failure(one: str | Row) -> str:
    if isinstance(one, str):
        return one
    asked = one.case.input
    if isinstance(asked, dict) and len(asked) == 1:  # a request of one field
        (asked,) = asked.values()
    said = f"failed: {one.error}" if one.error else f"answered {excerpt(one.answer, 80)}"
    return f"“{excerpt(asked, 120)}”: {said}; right is {excerpt(one.case.expected, 60)}"


def _elsewhere(report: Report, model: Model) -> dict[str, float]:
    """What one case's tokens would cost at the vendors, in USD; empty where they cost something here."""
    from kit.models.prices import cost
    from kit.models.registry import model as registered

    used = [row.reply.usage for row in report.rows]  # one by one: long prompts have prices of their own
    if model.provider is not None or not report.usage.tokens:
        return {}
    found = {}
    for at in ("openai", "anthropic"):
        try:
            found[at] = sum(cost(one, registered(model.role, at=at)) for one in used) / len(used)
        except LookupError:
            continue
    return found


def _versions() -> dict[str, str]:
    """Versions of what answered."""
    import platform
    from importlib.metadata import version

    import kit

    sdks = {name: version(name) for name in ("openai", "anthropic")}
    return {"kit": kit.__version__, "Python": platform.python_version(), **sdks}
