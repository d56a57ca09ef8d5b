"""The running case's data: what customers wrote to a shop, and what people said of products.

`tickets()` are the 114 customers of tau2-bench's retail domain (Barres et al., 2025; MIT), each with what the
desk had to do for them, so the right label is known from recorded actions, not from an opinion. `reviews()`
are snippets that 20 people rated (Hutto and Gilbert, VADER, ICWSM 2014; MIT), so the spread of human opinion
is known too. Both come out of the asset shelf (`docs/data.md`); nothing is asked of a network after that.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal

from kit.assets import asset

Kind = Literal["product", "film", "tweet"]

INTENTS = ("return", "exchange", "cancel", "change item", "change address")
_ACTION = {
    "return_delivered_order_items": "return",
    "exchange_delivered_order_items": "exchange",
    "cancel_pending_order": "cancel",
    "modify_pending_order_items": "change item",
    "modify_pending_order_address": "change address",
    "modify_user_address": "change address",
}
_FILES = {"product": "rated-product-reviews", "film": "rated-film-reviews", "tweet": "rated-tweets"}


@dataclass(frozen=True)
class Ticket:
    """What one customer wants, in words, and what the desk did that was right.

    Attributes:
        id: the task's number in the data set, as text.
        text: the customer's wish in the first person. Asides meant for an actor ("if the agent asks ...") are
            left out, so a ticket tells what is wanted, not how the talk went.
        intents: labels of all right actions, of `INTENTS`, in the order they were done; may be empty.
        notes: the wish as the data set has it.
        order_ids: orders that the right actions touch.
    """

    id: str
    text: str
    intents: tuple[str, ...]
    notes: str = field(repr=False, default="")
    order_ids: tuple[str, ...] = field(repr=False, default=())

    @property
    def intent(self) -> str | None:
        """The label of the first right action; None where nothing was to be done."""
        return self.intents[0] if self.intents else None


@dataclass(frozen=True)
class Review:
    """One snippet that 20 people rated from -4 (awful) to 4 (wonderful).

    Attributes:
        id: the snippet's number in the data set.
        text: as it was written.
        ratings: what each rater said.
    """

    id: str
    text: str
    ratings: tuple[int, ...] = field(repr=False)

    @property
    def mean(self) -> float:
        """Mean rating, -4 to 4."""
        return sum(self.ratings) / len(self.ratings)

    @property
    def label(self) -> str | None:
        """ "positive" (mean of 1 and more), "negative" (-1 and less) or None (in between)."""
        return "positive" if self.mean >= 1 else "negative" if self.mean <= -1 else None


@lru_cache(maxsize=1)
def tickets() -> tuple[Ticket, ...]:
    """All 114 tickets, in the order of the data set.

    Some customers were recorded twice with a small change of mind: group by `text[:60]` before you split, or
    a near copy of a held-out ticket may sit among the examples.

    Raises:
        AssetError: the file is not here and cannot be fetched.
    """
    tasks = json.loads(asset("retail-tasks").read_text(encoding="utf-8"))
    return tuple(_ticket(task) for task in tasks)


@lru_cache(maxsize=3)
def reviews(kind: Kind = "product") -> tuple[Review, ...]:
    """Rated snippets, in the order of the data set, each text once.

    Args:
        kind: "product" (3,708 snippets), "film" (10,605) or "tweet" (4,200), before copies are dropped.
    Raises:
        ValueError: no such kind.
        AssetError: the file is not here and cannot be fetched.
    """
    if kind not in _FILES:
        raise ValueError(f"no reviews of kind {kind!r}; there are: {', '.join(_FILES)}")
    texts = _rows(_FILES[kind], 3)
    raters = {row[0]: row[3] for row in _rows(_FILES[kind] + "-raters", 4)}
    once: dict[str, Review] = {}
    for number, _, text in texts:
        text = text.strip()
        if text and text not in once and number in raters:
            ratings = tuple(int(value) for value in ast.literal_eval(raters[number]))
            once[text] = Review(number, text, ratings)
    return tuple(once.values())


def _rows(name: str, width: int) -> list[list[str]]:
    raw = asset(name).read_bytes()
    text = raw.decode("utf-8-sig") if raw.startswith(b"\xef\xbb\xbf") else raw.decode("latin-1")
    lines = (line.split("\t") for line in text.replace("\r", "").split("\n") if line.strip())
    return [[*row[: width - 1], "\t".join(row[width - 1 :])] for row in lines if len(row) >= width]


def _ticket(task: dict[str, Any]) -> Ticket:
    notes = task["user_scenario"]["instructions"]["reason_for_call"]
    done = [a for a in task["evaluation_criteria"]["actions"] or () if a["name"] in _ACTION]
    orders = dict.fromkeys(a["arguments"]["order_id"] for a in done if "order_id" in a["arguments"])
    intents = tuple(dict.fromkeys(_ACTION[a["name"]] for a in done))
    return Ticket(str(task["id"]), first_person(notes), intents, notes, tuple(orders))


# A stage direction: what the actor does when, not what the customer wants.
_ASIDE = re.compile(
    r"\b(the agent|agent asks|do not reveal|don't reveal|not mention|make sure you|respond exactly|when asked"
    r"|if asked|if and only if|asks? (you )?(for|to) confirm|be insistent|insist that)\b",
    re.IGNORECASE,
)
_BEFORE_ME = (
    r"(?:help|tell|give|ask|asks|let|send|sent|refund|charge|call|to|for|with|of|from|by|about|suits?|fits?)"
)
_VERB = "want|have|had|ordered|bought|received|need|just|do|can|are|did|wish"
_SWAPS = [
    (r"\byou(['’])re\b", r"I\1m"),
    (r"\byou are\b", "I am"),
    (r"\byou were\b", "I was"),
    (r"\byourself\b", "myself"),
    (r"\byours\b", "mine"),
    (r"\byour\b", "my"),
    (rf"\b({_BEFORE_ME}) you\b(?! (?:{_VERB})\b)", r"\1 me"),
    (r"\byou\b", "I"),
]  # fmt: skip


def first_person(notes: str) -> str:
    """Turn a note about the customer ("You want to ...") into the customer's own words ("I want to ...").

    Sentences that direct an actor are dropped, unless nothing else is left.
    """
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(notes.split()).lstrip(". "))
    kept = [s for s in sentences if not _ASIDE.search(s)] or sentences
    text = " ".join(kept)
    for pattern, mine in _SWAPS:
        text = re.sub(pattern, mine, text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=[.!?] )my\b|^my\b", "My", text)
    return text
