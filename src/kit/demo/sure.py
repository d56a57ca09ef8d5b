"""How sure the desk may be of a proposal: as sure as the least sure of several readers.

The words of the ticket, the products that are named, the model's label and, where there are two, the other
reader's proposal: each says how far it agrees, 0 to 1, or says nothing. Words and names are read by the same
rules that make a plan, so where no model says anything the plan stands alone and is trusted no more than such
plans deserve. Agreement is confidence (lesson 07), not truth: `kit demo desk --eval` measures it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kit.demo.plan import Plan, named_in, order_ids
from kit.desk.shop import Action, Shop

_INTENT = {
    "return_delivered_order_items": {"return"},
    "exchange_delivered_order_items": {"exchange"},
    "cancel_pending_order": {"cancel"},
    "modify_pending_order_items": {"change item", "exchange"},  # a customer says "exchange" for both
    "modify_pending_order_address": {"change address"},
    "modify_user_address": {"change address"},
    "modify_pending_order_payment": {"change item"},  # there is no label of its own
}
SPEAKS = 0.5  # a label that the model holds less likely than this says nothing
DOUBTFUL = 0.5  # what a proposal with doubts may reach
ALONE = 0.65  # what rules may reach without a second opinion: of their clear plans, 4 of 6 were right


def agreement(
    shop: Shop,
    text: str,
    proposal: Sequence[Action],
    *,
    plan: Plan,
    labels: Mapping[str, float],
    other: bool | None,
    own: bool,
) -> tuple[float, dict[str, float]]:
    """How far independent readers agree with a proposal.

    Args:
        shop: looked up for what the proposal touches.
        text: the ticket.
        proposal: calls of writing tools, at least one.
        plan: what the rules read.
        labels: how likely the model holds each intent.
        other: whether the other reader's proposal leaves the same shop; None if there is only one proposal.
        own: the proposal is the model's own.
    Returns:
        The confidence, 0 to 1, and what each reader said.
    """
    fits = [_INTENT.get(action.name, set()) for action in proposal]
    said: dict[str, float] = {}
    if plan.intents:
        met = sum(bool(wanted & set(plan.intents)) for wanted in fits)
        heard = sum(any(intent in wanted for wanted in fits) for intent in plan.intents)
        said["words"] = (met + heard) / (len(fits) + len(plan.intents))
    if labels and max(labels.values()) >= SPEAKS:
        said["label"] = float(max(labels, key=labels.__getitem__) in set().union(*fits))
    said["named"] = sum(_named(shop, action, text) for action in proposal) / len(proposal)
    if other is not None:
        said["other"] = float(other)
    second = bool({"label", "other"} & set(said))
    limit = DOUBTFUL if (plan.doubts and not own) or (own and not second) else 1.0 if second else ALONE
    return min(limit, *said.values()), said


def _named(shop: Shop, action: Action, text: str) -> bool:
    """Whether the ticket names what the action touches: the order, one of the items, or all there is."""
    order_id = action.arguments.get("order_id")
    if order_id is None or order_id in order_ids(text):
        return True
    items = shop.order(order_id)["items"]
    chosen = action.arguments.get("item_ids")
    names = {item["name"] for item in items if chosen is None or item["item_id"] in chosen}
    named = [named_in(name, text) for name in names]
    return (all(named) if chosen else any(named)) or bool(
        re.search(r"\b(?:all|every\w*)\b", text, re.IGNORECASE)
    )
