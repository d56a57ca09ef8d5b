"""What a review queue holds: items, the events of their history, and the cases that decisions become."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from kit.measure.cases import Case, as_text, digest, plain

OPEN = ("waiting", "claimed")
DECIDED = ("approved", "edited", "rejected")
STATUSES = OPEN + DECIDED


@dataclass(frozen=True)
class Item:
    """One draft for a person to look at.

    Attributes:
        id: its number in the queue, from 1.
        input: what the customer wrote (text, or plain data).
        draft: what the machine would answer or do; None if it had nothing to propose.
        confidence: how sure it was, 0 to 1; None if it did not say.
        meta: what a reviewer should see beside it: citations, a proposed action with its exact arguments.
        status: "waiting", "claimed", "approved", "edited" or "rejected"; a claim that lapsed is "waiting".
        reviewer: who holds it or decided it; "" while it waits.
        text: the answer a person stands for: the draft, or what they wrote; None before, and if rejected.
        why: the reason of a rejection.
        priority: higher ones are handed out first.
        key: the caller's own name for it, or None.
        added, until, decided: seconds since 1970: when it came, when the claim lapses, when it was decided.
        seconds: how long people have had it before them, over all claims that ended in something.
    """

    id: int
    input: Any
    draft: Any
    confidence: float | None = None
    meta: dict[str, Any] = field(default_factory=dict)
    status: str = "waiting"
    reviewer: str = ""
    text: Any = None
    why: str = ""
    priority: float = 0.0
    key: str | None = None
    added: float = 0.0
    until: float | None = None
    decided: float | None = None
    seconds: float = 0.0


@dataclass(frozen=True)
class Event:
    """One line of the history, which is only ever appended to.

    Attributes:
        item: the item's id.
        at: when, seconds since 1970.
        reviewer: who; "" for the program that added the item.
        what: "added", "claimed", "lapsed", "released", "approved", "edited", "rejected" or "undone".
        seconds: from the claim to this, where it ends a claim; else None.
        text: the answer that was approved or written.
        why: the reason of a rejection, or, for "undone", what was undone.
    """

    item: int
    at: float
    reviewer: str
    what: str
    seconds: float | None = None
    text: Any = None
    why: str = ""


def item_of(row: Any, now: float) -> Item:
    """An item as it stands at `now`, from its row."""
    lapsed = row["status"] == "claimed" and row["until"] <= now
    status = "waiting" if lapsed else row["status"]
    return Item(
        row["id"], loaded(row["input"]), loaded(row["draft"]), row["confidence"], loaded(row["meta"]), status,
        "" if status == "waiting" else row["reviewer"], loaded(row["said"]), row["why"], row["priority"],
        row["key"], row["added"], row["until"] if status == "claimed" else None, row["decided"],
        row["seconds"],
    )  # fmt: skip


def event_of(row: Any) -> Event:
    """An event from its row."""
    return Event(
        row["item"], row["at"], row["reviewer"] or "", row["what"], row["seconds"], loaded(row["said"]),
        row["why"],
    )  # fmt: skip


def dumped(value: Any) -> str:
    """Plain data as the file keeps it: JSON, readable where it can be."""
    text = json.dumps(plain(value), ensure_ascii=False)
    return text if encodable(text) == text else json.dumps(plain(value))


def loaded(text: str | None) -> Any:
    """Back from the file."""
    return None if text is None else json.loads(text)


def encodable(text: str) -> str:
    """`text` without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def as_cases(items: Iterable[Item]) -> list[Case]:
    """Decided items as cases of an eval: what the person stands for is what is expected.

    Returns:
        One `Case` per decided item, tagged "approved", "edited" or "rejected"; a rejected one expects None,
        since nobody said what would have been right. The id is the item's key, else the input's hash. The
        note tells the draft, its confidence, who decided, and why.
    """
    made: dict[str, Case] = {}
    for item in items:
        if item.status not in DECIDED:
            continue
        name = item.key or digest(item.input)
        name = name if name not in made else f"{name}-{item.id}"
        sure = "unknown" if item.confidence is None else f"{item.confidence:.3g}"
        note = f"draft: {as_text(item.draft)}\nconfidence: {sure}\nreviewer: {item.reviewer}"
        note += f"\nwhy: {item.why}" if item.why else ""
        made[name] = Case(item.input, item.text, id=name, tags=(item.status,), note=note)
    return list(made.values())
