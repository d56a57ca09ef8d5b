"""Making a card, out of reports or out of its file: what is kept, its versions, what it would cost elsewhere.

The file is one JSON object that loads again, with a score per case and no text of any case.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

from kit.measure.cases import digest, excerpt
from kit.measure.fingerprint import fingerprint, settings
from kit.measure.report import Report
from kit.measure.rows import Row
from kit.measure.value import Stakes
from kit.models.registry import Model
from kit.ship.card_risk import Risk
from kit.ship.cards import Card
from kit.ship.held_out import HeldOut
from kit.ship.record import packed, unpacked

_FORMAT = "kit eval card 1"
_NESTED = ("stakes", "worth")  # parts of a risk that are records themselves


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
        failures: sentences of yours, and rows of a report on `dev`, which become a line each. Rows alone are
            no known failures: somebody has to read them, and say what they have in common.
        model: the registry's model, `kit.model("small")`, or a name.
        solve: the solution; its digest is the code's version, and what it is set to is read off it.
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
        tuple(one for one in failures if isinstance(one, str) and one.strip()),
        tuple(_wrong(one) for one in failures if not isinstance(one, str)),
        told,
        fingerprint(solve) if solve else "",
        dict(prompts or {}),
        budget_usd,
        _elsewhere(solution, model) if isinstance(model, Model) else {},
        _versions(),
        time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        settings(solve) if solve else {},
    )


def _wrong(one: Row) -> str:
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


def dumped(card: Card) -> str:
    """The card as JSON, the version in its head."""
    data: dict[str, Any] = {"format": _FORMAT, "version": card.version}
    data |= {one.name: getattr(card, one.name) for one in fields(card)}
    data |= {"solution": packed(card.solution), "baselines": [packed(one) for one in card.baselines]}
    if risk := card.risk:
        data["risk"] = {name: packed(value) for name, value in vars(risk).items() if name not in _NESTED}
        data["risk"] |= {"stakes": risk.stakes and asdict(risk.stakes)}
        data["risk"] |= {"worth": {way: packed(one) for way, one in risk.worth.items()}}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def read(path: str | Path) -> Card:
    """The card in a file.

    Raises:
        FileNotFoundError: no such file.
        ValueError: the file is no card, or part of it is missing.
    """
    path = Path(path)
    path = path.with_suffix(".json") if path.suffix in (".html", ".md") else path  # the same card, to read
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        said = f"There is no eval card {path}; the last cells of a prototype write it, to cards/."
        raise FileNotFoundError(said) from None
    try:
        data = json.loads(text)
        if data.pop("format") != _FORMAT:
            raise ValueError("another format")
        data.pop("version")
        data |= {"solution": unpacked(data["solution"]), "failures": tuple(data["failures"])}
        data["worst"] = tuple(data.get("worst", ()))
        data["baselines"] = tuple(unpacked(one) for one in data["baselines"])
        data["cases"] = {id: tuple(digests) for id, digests in data["cases"].items()}
        if risk := data["risk"]:
            stakes, worth = (risk.pop(name) for name in _NESTED)
            plain = {name: unpacked(value) for name, value in risk.items()}
            ways = {way: unpacked(one) for way, one in worth.items()}
            data["risk"] = Risk(**plain, stakes=Stakes(**stakes) if stakes else None, worth=ways)
        return Card(**data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"{path} is no eval card (NAME.card.json), or was cut off ({error!r}); run its notebook again."
        ) from error
