"""What 114 customers wrote to a shop, and what the desk did for each that was right.

They are the customers of tau2-bench's retail domain (Barres et al., 2025; MIT). The right label is known from
recorded actions, not from an opinion. The data set briefs an actor ("You want to ..."); `first_person` turns
the brief into a customer's own words.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kit.assets import asset

INTENTS = ("return", "exchange", "cancel", "change item", "change address")
_ACTION = {
    "return_delivered_order_items": "return",
    "exchange_delivered_order_items": "exchange",
    "cancel_pending_order": "cancel",
    "modify_pending_order_items": "change item",
    "modify_pending_order_address": "change address",
    "modify_user_address": "change address",
}


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
        customer: first and last name. Some customers were recorded up to five times with a small change of
            mind: split by customer, or a near copy of a held-out ticket may sit among the examples.
    """

    id: str
    text: str
    intents: tuple[str, ...]
    notes: str = field(repr=False, default="")
    order_ids: tuple[str, ...] = field(repr=False, default=())
    customer: str = field(repr=False, default="")

    @property
    def intent(self) -> str | None:
        """The label of the first right action; None where nothing was to be done."""
        return self.intents[0] if self.intents else None


@lru_cache(maxsize=1)
def tickets() -> tuple[Ticket, ...]:
    """All 114 tickets, in the order of the data set.

    They come from 53 customers: group by `customer` before you split. A few labels do not follow from the
    words alone, since the customer changed her mind later in the talk (tickets 5 and 18), or the first wish
    could not be met (69). Real data sets have such rows; read the cases before you trust the labels.

    Raises:
        AssetError: the file is not here and cannot be fetched.
    """
    tasks = json.loads(asset("retail-tasks").read_text(encoding="utf-8"))
    return tuple(_ticket(task) for task in tasks)


def _ticket(task: dict[str, Any]) -> Ticket:
    notes = task["user_scenario"]["instructions"]["reason_for_call"]
    done = [a for a in task["evaluation_criteria"]["actions"] or () if a["name"] in _ACTION]
    orders = dict.fromkeys(a["arguments"]["order_id"] for a in done if "order_id" in a["arguments"])
    intents = tuple(dict.fromkeys(_ACTION[a["name"]] for a in done))
    named = _NAME.search(task["user_scenario"]["instructions"]["known_info"])
    customer = " ".join(filter(None, named.groups())).title() if named else ""
    return Ticket(str(task["id"]), first_person(notes), intents, notes, tuple(orders), customer)


_NAME = re.compile(r"\b([a-z]+)_([a-z]+)_\d{4}\b|\b(?:are|re|is|called) ([A-Z][a-z]+) ?([A-Z][a-z]+)?")


# The notes brief an actor. What they say of the agent becomes what a customer says to the desk; `_DESK`
# stands for the "you" of the desk until the "you" of the notes has become "I".
_DESK = "\0"
_BRIEFING = [
    (r"\s*\([^()]*\b(?:reveal|mention|agent)\b[^()]*\)", ""),
    (r"(?<!\.)\.\.(?!\.)", "."),  # a full stop too many, one too few
    (r"(?<=[a-z]) +(?=(?-i:You)\b)", ". "),
    (r"\{([^}]*)\}", lambda found: "(" + re.sub(r"(?<!\w)'|'(?!\w)", "", found[1]) + ")"),
    (r"\b(return|exchange|cancel|modify) you\b", r"\1 your"),  # slips of the pen
    (r"\byour forgot\b", "you forgot"),
    (r"\b(\w+ \w+) \1\b", r"\1"),
    (r"\byou (?:are|become) angry and (?:swear for a few times, then )?(?:agree to )?", ""),
    (r"\bask for (?:a )?human (?:agent|representative)(?: for help)?\b", "please let me talk to a person"),
    (r"\b(?:confirm and )?(?:you )?ask the agent (?:explicitly )?to\b", "please"),
    (r"\b(?:you )?ask the agent (?:about )?(?=(?:if|how|what|whether|the total)\b)", "please tell me "),
    (r"\byou(?:'ll)? first (?:ask|inquire) about\b", "please first tell me"),
    (r"\byou then want\b", "you want"),
    (r"\bthe agent (can|cannot)\b", rf"{_DESK} \1"),
    (r"\b(want|through) the agent\b", rf"\1 {_DESK}"),
    (r" with the agent\b", ""),
]  # fmt: skip
# A stage direction: what the actor does when, not what the customer wants.
_ASIDE = re.compile(
    r"\b(the agent|service agent|reveal|respond exactly|when asked|if asked|if and only if|make sure you"
    r"|mention (that|it|the)|not mention|say that you|be insistent|insist that|it refuses|after the change"
    r"|provide all details|familiar with the domain)\b|\bthe\.$",
    re.IGNORECASE,
)
_BEFORE_ME = (
    r"(?:help|tell|gives?|gave|costs?|asks?|let|send|sent|refund|charge|call|to|for|with|of|from|by|about"
    r"|suits?|fits?)"
)
_VERB = "want|have|had|ordered|bought|received|need|just|do|can|are|did|wish|should"
_SWAPS = [
    (r"\byou(['’])re\b", r"I\1m"),
    (r"\byou are\b", "I am"),
    (r"\byou were\b", "I was"),
    (r"\byourself\b", "myself"),
    (r"\byours\b", "mine"),
    (r"\byour\b", "my"),
    (rf"\b({_BEFORE_ME}) you\b(?! (?:{_VERB})\b)", r"\1 me"),
    (r"\byou\b", "I"),
    (r"((?:^|(?<=[.!?] ))I [^.!?]* (?:and|but)) are(?= (?:in a|not)\b)", r"\1 am"),
]  # fmt: skip


def first_person(notes: str) -> str:
    """Turn a note about the customer ("You want to ...") into the customer's own words ("I want to ...").

    What the customer would ask of the agent is asked of the desk ("if the agent can" becomes "if you can").
    Sentences that direct an actor are dropped, unless nothing else is left.
    """
    text = _all(_BRIEFING, " ".join(notes.split()).lstrip(". "))
    sentences = re.split(r"(?<=[.!?])\s+", text)
    kept = [s for s in sentences if not _ASIDE.search(s)] or sentences
    text = _all(_SWAPS, " ".join(kept)).replace(_DESK, "you")
    return re.sub(r"(?:^|(?<=[.!?] ))[a-z]", lambda found: found[0].upper(), text)


def _all(swaps: list[tuple[str, Any]], text: str) -> str:
    for pattern, new in swaps:
        text = re.sub(pattern, new, text, flags=re.IGNORECASE)
    return text
