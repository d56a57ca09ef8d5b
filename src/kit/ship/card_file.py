"""A card as a file: one JSON object that loads again, with a score per case and no text of any case."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.measure.value import Stakes
from kit.ship.card_risk import Risk
from kit.ship.record import packed, unpacked

if TYPE_CHECKING:
    from kit.ship.cards import Card

_FORMAT = "kit eval card 1"


def dumped(card: Card) -> str:
    """The card as JSON, the version in its head."""
    data: dict[str, Any] = {"format": _FORMAT, "version": card.version}
    data |= {one.name: getattr(card, one.name) for one in fields(card)}
    data |= {"solution": packed(card.solution), "baselines": [packed(one) for one in card.baselines]}
    if (risk := card.risk) is not None:
        stakes, worth = (
            risk.stakes and asdict(risk.stakes),
            {way: packed(one) for way, one in risk.worth.items()},
        )
        plain = {name: packed(value) for name, value in vars(risk).items() if name not in ("stakes", "worth")}
        data["risk"] = plain | {"stakes": stakes, "worth": worth}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def read(path: str | Path) -> Card:
    """The card in a file.

    Raises:
        FileNotFoundError: no such file.
        ValueError: the file is no card, or part of it is missing.
    """
    from kit.ship.cards import Card

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
        data["baselines"] = tuple(unpacked(one) for one in data["baselines"])
        data["cases"] = {id: tuple(digests) for id, digests in data["cases"].items()}
        if risk := data["risk"]:
            stakes, worth = risk.pop("stakes"), risk.pop("worth")
            plain = {name: unpacked(value) for name, value in risk.items()}
            ways = {way: unpacked(one) for way, one in worth.items()}
            data["risk"] = Risk(**plain, stakes=Stakes(**stakes) if stakes else None, worth=ways)
        return Card(**data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(
            f"{path} is no eval card (NAME.card.json), or was cut off ({error!r}); run its notebook again."
        ) from error
