"""A card as a file: one JSON object that loads again, with a score per case and no text of any case."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.measure.cases import Case
from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.measure.report import Report
from kit.measure.rows import Answer, Row
from kit.measure.scorers import Score
from kit.measure.value import Stakes
from kit.models.usage import Usage
from kit.ship.card_risk import Risk

if TYPE_CHECKING:
    from kit.ship.cards import Card

_FORMAT = "kit eval card 1"


def dumped(card: Card) -> str:
    """The card as JSON, the version in its head."""
    data: dict[str, Any] = {"format": _FORMAT, "version": card.version}
    data |= {one.name: getattr(card, one.name) for one in fields(card)}
    data |= {"solution": _report(card.solution), "baselines": [_report(one) for one in card.baselines]}
    data["risk"] = asdict(card.risk) if card.risk else None
    return json.dumps(_finite(data), indent=1, ensure_ascii=False) + "\n"


def read(path: str | Path) -> Card:
    """The card in a file.

    Raises:
        FileNotFoundError: no such file.
        ValueError: the file is no card, or part of it is missing.
    """
    from kit.ship.cards import Card

    text = Path(path).read_text("utf-8")
    try:
        data = json.loads(text)
        if data.pop("format") != _FORMAT:
            raise ValueError("another format")
        data.pop("version")
        cases = {id: (asked, wanted, group) for id, (asked, wanted, group) in data["cases"].items()}
        for name in ("solution", "baselines"):
            given = data[name]
            data[name] = tuple(_read(one, cases) for one in (given if name == "baselines" else [given]))
        (data["solution"],) = data["solution"]
        data |= {"cases": cases, "failures": tuple(data["failures"])}
        data["elsewhere"] = {at: float(usd) for at, usd in data["elsewhere"].items()}
        data["risk"] = _risk(data["risk"]) if data["risk"] else None
        return Card(**data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"{path} is no eval card (NAME.card.json), or was cut off ({error!r}); run its notebook again."
        ) from error


def _report(report: Report) -> dict[str, Any]:
    rows = [
        [
            row.case.id,
            row.repeat,
            {name: score.value for name, score in row.scores.items()},
            row.reply.seconds,
            list(vars(row.reply.usage).values()),
            row.reply.finish,
            row.error,
        ]
        for row in report.rows
    ]
    head = {name: getattr(report, name) for name in ("name", "scorers", "repeats", "seconds", "note")}
    return {**head, "rows": rows}


def _read(data: dict[str, Any], cases: dict[str, tuple[str, str, str | None]]) -> Report:
    rows = []
    for id, repeat, scores, seconds, (*tokens, usd), finish, error in data["rows"]:
        answer = Answer(None, finish, Usage(*tokens, float(usd)), seconds, error)
        case = Case(None, id=id, group=cases[id][2] if id in cases else None)
        rows.append(Row(case, repeat, answer, {name: Score(value) for name, value in scores.items()}))
    return Report(**{**data, "rows": tuple(rows), "scorers": tuple(data["scorers"])})


def _risk(data: dict[str, Any]) -> Risk:
    data["threshold"] = float(data["threshold"])
    data["coverage"] = Rate(**data["coverage"])
    data["error"] = Rate(**data["error"]) if data["error"] else None
    data["stakes"] = Stakes(**data["stakes"]) if data["stakes"] else None
    ends = ("value", "low", "high")
    for name, one in data["worth"].items():
        data["worth"][name] = Estimate(**{**one, **{end: float(one[end]) for end in ends}})
    return Risk(**data)


def _finite(value: Any) -> Any:
    """JSON has no word for infinity: such a number becomes its text, and `float` reads it back."""
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return str(value) if isinstance(value, float) and not isfinite(value) else value
