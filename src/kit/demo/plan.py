"""A plan without a model: what code alone reads out of a ticket, and what it cannot tell.

It looks for words ("return", "cancel"), order ids, products that the customer has and option values, and
writes the calls of the shop's tools that follow. Whatever it cannot place becomes a doubt. It is the baseline
that a model has to beat, and the second opinion that a model is held against.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from kit.desk.shop import REASONS, Action, Shop

ORDER_ID = re.compile(r"#?\bW\d{7}\b")
RULES = {
    "return": r"\b(?:return|refund|money back|send (?:\w+ ){1,3}back)",
    "exchange": r"\b(?:exchang|swap|replace)",
    "cancel": r"\bcancel",
    "change address": r"\baddress|\bdelivered to\b|\bmoved\b",
    "change item": r"\b(?:modify|change|switch|upgrade|adjust)\b",
}
_CLAUSE = re.compile(
    r"[.;!?]\s|\b(?:and|also|then|finally|lastly)\b,?"
    r"(?= (?:(?:I|to|please|want|also|would|like)\b,? ?)*(?:return|exchange|cancel|modify|change)\b)",
    re.IGNORECASE,
)
# Wishes that depend on what is found, or leave a choice: not for a reader of words.
_OPEN = re.compile(
    r"\b(?:if|unless|otherwise|wonder|instead|except|but|prefer\w*|cheap\w*|most|best|how much|know"
    r"|everything|both|two)\b",
    re.IGNORECASE,
)
_METHODS = {
    "gift card": "gift_card",
    "giftcard": "gift_card",
    "paypal": "paypal",
    "credit card": "credit_card",
}

Json = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """What should be done, as far as one reader can tell.

    Attributes:
        actions: calls of the shop's writing tools, in order.
        intents: what the customer wants, of `kit.desk.INTENTS`.
        doubts: why it may be wrong, or less than what was asked; () if nothing speaks against it.
    """

    actions: tuple[Action, ...] = ()
    intents: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def wishes(text: str) -> tuple[str, ...]:
    """Intents whose words are in a text; a change of address is not also one of items."""
    found = [intent for intent, rule in RULES.items() if re.search(rule, text, re.IGNORECASE)]
    if "change address" in found and len(re.findall(RULES["change item"], text, re.IGNORECASE)) < 2:
        found = [intent for intent in found if intent != "change item"]
    return tuple(found)


def order_ids(text: str) -> tuple[str, ...]:
    """Order ids in a text, as the shop writes them."""
    return tuple(dict.fromkeys("#" + found.lstrip("#") for found in ORDER_ID.findall(text)))


def planned(shop: Shop, user_id: str, text: str) -> Plan:
    """Read a ticket by rules. The shop is looked up, not changed."""
    reader = _Reader(shop, user_id, text)
    for clause in filter(None, _CLAUSE.split(text)):
        reader.read(clause)
    return reader.plan()


class _Reader:
    def __init__(self, shop: Shop, user_id: str, text: str) -> None:
        self.shop, self.text = shop, text
        orders = (shop.order(order) for order in shop.user(user_id)["orders"])
        self.orders: dict[str, Json] = {order["order_id"]: order for order in orders}
        self.named = [order for order in order_ids(text) if order in self.orders]
        self.intents: list[str] = []
        self.doubts = ["the wish has conditions or leaves a choice"] if _OPEN.search(text) else []
        self.doubts += [f"{one} is not theirs" for one in order_ids(text) if one not in self.orders]
        # (intent, order) -> pairs of the order's item and the new one ("" where there is none)
        self.chosen: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)

    def read(self, clause: str) -> None:
        kinds = wishes(clause)
        self.intents += kinds
        if len(kinds) > 1:
            self.doubts.append("several wishes in one sentence")
        elif kinds == ("change address",):
            self.doubts.append("an address is for a person to read")
        elif kinds == ("cancel",):
            self._cancel(clause)
        elif kinds:
            self._items(kinds[0], clause)

    def _cancel(self, clause: str) -> None:
        if not re.search(r"no longer need|not need|mistake", self.text, re.IGNORECASE):
            self.doubts.append("no reason is given for cancelling")
        pending = self._open("pending")
        if re.search(r"\ball (?:my |the )?pending orders\b", clause):
            chosen = [order["order_id"] for order in pending]
        else:
            items = self._mentioned(clause, pending)
            chosen = list({order["order_id"] for order, _ in items} or {o["order_id"] for o in pending})
            if len(chosen) != 1:
                self.doubts.append("which order to cancel is not clear")
                return
            if items and len(items) < len(self.orders[chosen[0]]["items"]):
                self.doubts.append("only a part of the order is named")
        for order in chosen:
            self.chosen["cancel", order] = []

    def _items(self, kind: str, clause: str) -> None:
        back = kind == "return"
        found = self._mentioned(clause, self._open("delivered", *(() if back else ("pending",))))
        if not found:
            self.doubts.append(f"which item to {kind.split()[0]} is not clear")
        for order, item in found:
            new = "" if back else self._instead(item, clause)
            if back or new:
                self.chosen["return" if back else "swap", order["order_id"]].append((item["item_id"], new))
            else:
                self.doubts.append(f"which {item['name']} instead is not clear")

    def _open(self, *statuses: str) -> list[Json]:
        """The orders that the ticket names, whatever their status; else those of these statuses."""
        if self.named:
            return [self.orders[one] for one in self.named]
        return [order for order in self.orders.values() if order["status"] in statuses]

    def _mentioned(self, clause: str, orders: list[Json]) -> list[tuple[Json, Json]]:
        """Items named in the clause, each with its order; [] if one of the names fits several items."""
        found = [
            (order, item) for order in orders for item in order["items"] if named_in(item["name"], clause)
        ]
        heads = [item["name"].split()[-1] for _, item in found]
        return found if len(set(heads)) == len(heads) else []

    def _instead(self, item: Json, clause: str) -> str:
        """The variant that has every option named in the clause and keeps most of the others; "" if none."""
        there = self.shop.get_product_details(item["product_id"])["variants"].values()
        asked: dict[str, set[str]] = defaultdict(set)
        for variant in there:
            for option, value in variant["options"].items():
                if re.search(rf"(?<![\w-]){re.escape(value)}(?![\w-])", clause, re.IGNORECASE):
                    asked[option].add(value)
        for (
            option,
            values,
        ) in asked.items():  # "from blue to black": the one that it has is not the one wanted
            if len(values) > 1:
                values.discard(item["options"].get(option, ""))
        fitting = [
            variant
            for variant in there
            if variant["available"]
            and variant["item_id"] != item["item_id"]
            and all(variant["options"].get(option) in values for option, values in asked.items())
        ]
        kept = [len(variant["options"].items() & item["options"].items()) for variant in fitting]
        best = [one for one, same in zip(fitting, kept, strict=True) if same == max(kept)]
        return str(best[0]["item_id"]) if asked and len(best) == 1 else ""

    def plan(self) -> Plan:
        actions = [
            self._action(kind, self.orders[order], pairs) for (kind, order), pairs in self.chosen.items()
        ]
        return Plan(tuple(actions), tuple(dict.fromkeys(self.intents)), tuple(dict.fromkeys(self.doubts)))

    def _action(self, kind: str, order: Json, pairs: list[tuple[str, str]]) -> Action:
        arguments: Json = {"order_id": order["order_id"]}
        if kind == "cancel":
            return Action(
                "cancel_pending_order", arguments | {"reason": REASONS["mistake" in self.text.lower()]}
            )
        arguments |= {"item_ids": [old for old, _ in pairs], "payment_method_id": self._method(order)}
        if kind == "return":
            return Action("return_delivered_order_items", arguments)
        pending = order["status"] == "pending"
        name = "modify_pending_order_items" if pending else "exchange_delivered_order_items"
        return Action(name, arguments | {"new_item_ids": [new for _, new in pairs]})

    def _method(self, order: Json) -> str:
        """The payment method that the ticket names, if the customer has one of that kind; else the first."""
        methods = self.shop.user(order["user_id"])["payment_methods"].values()
        for words, source in _METHODS.items():
            mine = [method["id"] for method in methods if method["source"] == source]
            if words in self.text.lower() and len(mine) == 1:
                return str(mine[0])
        return str(order["payment_history"][0]["payment_method_id"])


def named_in(product: str, text: str) -> bool:
    """Whether a text names a product: in full, or by its last word ("lamp" for "Desk Lamp")."""
    head = re.escape(product.split()[-1].lower().removesuffix("s"))
    return bool(re.search(rf"\b{head}(?:e?s)?\b", text.lower()))
