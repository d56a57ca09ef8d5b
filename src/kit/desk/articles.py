"""A bank's 698 support articles, and 97 customers' questions with the articles that answer each.

From tau2-bench's domain banking_knowledge (Barres et al., 2025; MIT), where a customer is a brief for an
actor: who he is, what he wants, what to say first and what to say when asked. A `Question` keeps what tells
what is wanted, in the customer's own words, and leaves out whom he claims to be and how the talk would go on.
"""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from kit.assets import asset
from kit.desk.tickets import first_person


@dataclass(frozen=True)
class Article:
    """One page of the bank's help centre.

    Attributes:
        id: its name in the data set.
        title: a heading, plain text.
        text: the body, Markdown; from 260 to 7,814 characters, 928 in the median.
        topic: one of 11 product lines, such as "credit cards" or "savings accounts", read off the id.
    """

    id: str
    title: str
    text: str = field(repr=False)
    topic: str = ""


@dataclass(frozen=True)
class Question:
    """What one customer asks, and what a good answer rests on.

    Attributes:
        id: the task's name in the data set.
        text: the question in the first person; several sentences, often several wishes.
        needs: ids of the articles that the answer needs, at least one. The data set's authors named them;
            others may help too, so an article that is not listed is not always wrong.
        customer: his name. Some customers ask up to nine times, in nearly or exactly the same words, and then
            need other articles for what they would say later: split by customer, not by question.
    """

    id: str
    text: str
    needs: tuple[str, ...] = field(repr=False)
    customer: str = field(repr=False, default="")


@lru_cache(maxsize=1)
def articles() -> tuple[Article, ...]:
    """All 698 articles, in the order of the data set.

    Raises:
        AssetError: the file is not here and cannot be fetched.
    """
    rows = json.loads(gzip.decompress(asset("bank-articles").read_bytes()))
    return tuple(Article(row["id"], row["title"].strip(), row["content"], _topic(row["id"])) for row in rows)


@lru_cache(maxsize=1)
def questions() -> tuple[Question, ...]:
    """All 97 questions, in the order of the data set. They come from fewer customers; some are near copies.

    Raises:
        AssetError: the file is not here and cannot be fetched.
    """
    tasks = json.loads(asset("bank-tasks").read_text(encoding="utf-8"))
    return tuple(_question(task) for task in tasks if task["required_documents"])


_TOPICS = (
    "business checking accounts",
    "business credit cards",
    "business savings accounts",
    "bank accounts",
    "buy now pay later",
    "checking accounts",
    "credit cards",
    "customer support",
    "everyone pay",
    "personal subscriptions",
    "savings accounts",
)


def _topic(identifier: str) -> str:
    words = identifier.removeprefix("doc_").replace("_", " ")
    return next(topic for topic in _TOPICS if words.startswith(topic))


def _question(task: dict[str, Any]) -> Question:
    brief = task["user_scenario"]["instructions"]
    text = _scripted(brief) if "**" in brief else first_person(_kept(brief))
    named = _NAME.search(brief)
    return Question(task["id"], text, tuple(task["required_documents"]), named[1] if named else "")


# --- an actor's brief becomes a customer's words -----------------------------------------------------

_SECTION = r"\*\*Your {}[^*]*\*\*(.*?)(?=\*\*|\n\s*(?:#|---)|\Z)"
_OPENING = re.compile(r"\*\*(?:Opening|Start naturally)[^*]*\*\*[^\"]*\"([^\"]+)\"", re.DOTALL)
_NAME = re.compile(r"(?:\bnamed |character:\*\* (?:You are )?|character is )([A-Z][\w'-]+(?: [A-Z][\w'-]+)*)")
_ITEM = re.compile(r"(?<=\w) *\n\s*(?:-|\d+\.)\s+")
_MARKS = re.compile(r"[*`]|^\s*(?:-|\d+\.)\s+", re.MULTILINE)
# How it is to be said, or when; the guidelines after the first, which tells what the customer starts with.
_MANNER = re.compile(
    r": (?:make this|do NOT under|do not bring)[^.]*|\s*\(do not[^)]*\)|Here are your behavior guidelines:"
    r"|\bStart by (?:say|mention)ing (?=you\b)|, including taking action.*?necessary| to her as a possiblity"
)
# Sentences that direct the actor, or tell of him what he would not say himself.
_DIRECTION = re.compile(
    r"\b(agent|model|tools?|customer service|playing the role|your character|end the conversation|upfront"
    r"|(bring|mention|reveal|volunteer)|dump all|deflect|make up any|not 100% certain|persistent|give up"
    r"|say something|THE CALL|supervisor|doesn't work|all three are rejected|refused|use phrases|if asked"
    r"|brag|talking about|date of birth|phone number|user ID|your email is|your address|absolutely certain"
    r"|willing to bend|misappl\w+|twist|take recommendations|recommended a|bad with technology"
    r"|don't have your phone|in order|one at a time|each time)\b",
    re.IGNORECASE,
)


def _scripted(brief: str) -> str:
    """What the actor is to say first, then his situation and his goal."""
    said = _OPENING.search(brief)
    situation, goal = (re.search(_SECTION.format(name), brief, re.DOTALL) for name in ("situation", "goal"))
    parts = [_kept(said[1]) if said else ""]
    parts.append(first_person(_kept(situation[1])) if situation else "")
    parts.append(first_person(_wish(goal[1])) if goal else "")
    return " ".join(filter(None, parts))


def _kept(text: str) -> str:
    plain = " ".join(_MANNER.sub("", _MARKS.sub("", _ITEM.sub(", ", text))).split())
    sentences = re.split(r"(?<=[.!?])\s+|(?<=[.!?])(?=[A-Z])", plain)
    return " ".join(sentence for sentence in sentences if not _DIRECTION.search(sentence))


def _wish(goal: str) -> str:
    """The first sentence of a goal, "Get a new card.", as "You want to get a new card."."""
    first = _kept(re.split(r"(?<=[.!?])\s", goal.strip(), maxsplit=1)[0])
    first = re.sub(r"^(?:First, )?express that ", "", first, flags=re.IGNORECASE)
    return first if not first or first.startswith("you") else "You want to " + first[0].lower() + first[1:]
