"""The rows that a new prototype begins with: a table beside it, whose rows are to be replaced."""

from __future__ import annotations

import csv
import io
import random
import re
from collections.abc import Callable, Iterable

_ODD = {"5", "18", "69"}  # tickets read by hand: their label does not follow from their words
_SEED = 7
_ORDERS = ("My order number is {}.", "It is about {}.", "Order {}.", "{} is the one I mean.")
_ZIPS = ("My zip is {}.", "I live in {}.", "Ship to {}, please.", "We are at {} now.")

Rows = Iterable[tuple[str, ...]]


def table(kind: str) -> str:
    """The table of a kind of prototype as CSV, its columns first; "" for a kind that makes its own cases."""
    if kind not in TABLES:
        return ""
    heads, rows = TABLES[kind]
    page = io.StringIO(newline="")
    csv.writer(page, lineterminator="\n").writerows([heads, *dict.fromkeys(rows())])
    return page.getvalue()


def _wishes() -> Rows:
    """Messages to a shop's desk and what they want."""
    from kit.desk import tickets

    return [(one.text, one.intent) for one in tickets() if one.intent and one.id not in _ODD]


def _facts() -> Rows:
    """Wishes with an order number and a zip written in: both, one, none, or a number that is neither."""
    from kit.desk import tickets
    from kit.desk.shop import Shop

    with Shop() as shop:
        orders = shop.rows("SELECT order_id, user_id FROM orders ORDER BY order_id")
        zips = {row["user_id"]: row["zip"] for row in shop.rows("SELECT user_id, zip FROM users")}
    first = [re.split(r"(?<=[.!?])\s", ticket.text)[0] for ticket in tickets()]
    wishes = [wish for wish in dict.fromkeys(first) if len(wish) > 30 and not re.search(r"\d{4}", wish)]
    rng = random.Random(_SEED)
    for i, wish in enumerate(wishes * 2):
        order, parts, number, place = rng.choice(orders), [wish], "", ""
        if i % 2:
            number = order["order_id"]
            told = number[0 if i % 3 else 2 :]  # some leave the #W away
            parts.append(rng.choice(_ORDERS).format(told))
        if i % 4 > 1:
            place = zips[order["user_id"]]
            parts.append(rng.choice(_ZIPS).format(place))
        elif i % 3 == 0:
            parts.append(f"The code at my gate is {rng.randint(10000, 99999)}.")
        rng.shuffle(parts)
        yield " ".join(parts), number, place


def _questions() -> Rows:
    """Customers' questions to a bank, each with the articles that answer it, whoever asked it."""
    from kit.desk.articles import questions

    needs: dict[str, list[str]] = {}
    for asked in questions():
        needs.setdefault(asked.text.strip(), []).extend(asked.needs)
    return [(text, " | ".join(dict.fromkeys(names))) for text, names in needs.items()]


def _moods() -> Rows:
    """Product reviews that people rated, as many bad ones as good ones."""
    from kit.desk import reviews

    rated = [one for one in reviews() if one.label and 40 < len(one.text) < 300]
    random.Random(_SEED).shuffle(rated)
    good, bad = ([one for one in rated if one.label == label] for label in ("positive", "negative"))
    even = [one for pair in zip(good, bad, strict=False) for one in pair][:240]
    return [(one.text, one.label or "") for one in even]


TABLES: dict[str, tuple[tuple[str, ...], Callable[[], Rows]]] = {
    "classify": (("text", "label"), _wishes),
    "extract": (("text", "order_id", "zip"), _facts),
    "answer": (("text", "source"), _questions),
    "review": (("text", "label"), _moods),
}
"""Kinds of prototypes that read their cases from a table: its columns, and its rows."""
