"""Try it on a copy first: what the rules and the model would do, done to a shop that does not count.

The copy has the same policy in its tools, so what the policy forbids is refused there, and two proposals are
the same if they leave the same shop behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kit.build.chunk import Passage
from kit.build.dispatch import Toolbox
from kit.build.privilege import least_privilege
from kit.build.tools import tool
from kit.demo.voice import Voice
from kit.desk.shop import Action, Shop, ShopError

_READS = ("get_order_details", "get_product_details", "calculate")
_WRITES = {
    "return": ("return_delivered_order_items",),
    "exchange": ("exchange_delivered_order_items", "modify_pending_order_items"),
    "cancel": ("cancel_pending_order",),
    "change item": (
        "modify_pending_order_items",
        "exchange_delivered_order_items",
        "modify_pending_order_payment",
    ),
    "change address": ("modify_pending_order_address", "modify_user_address"),
    "question": (),
}


@dataclass(frozen=True)
class Rehearsed:
    """What one reader did on the copy.

    Attributes:
        actions: the writes that the copy took, in order.
        state: the copy's digest afterwards.
        said: the model's last words, or why it stopped; what the shop refused with, for the rules.
        refused: the shop refused one of the actions.
    """

    actions: tuple[Action, ...]
    state: str
    said: str = ""
    refused: bool = False


def rehearse(shop: Shop, actions: Iterable[Action]) -> Rehearsed:
    """Do these actions on a copy; the first that is refused ends it."""
    done: list[Action] = []
    with shop.copy() as copy:
        try:
            for action in actions:
                getattr(copy, action.name)(**action.arguments)
                done.append(action)
        except ShopError as error:
            return Rehearsed(tuple(done), copy.state(), str(error), True)
        return Rehearsed(tuple(done), copy.state())


def least(shop: Shop, orders: Sequence[str], intents: Iterable[str]) -> Toolbox:
    """The tools that wishes of this kind need, for these orders. The shop itself serves one customer only."""
    writes = dict.fromkeys(name for intent in intents for name in _WRITES[intent])
    tools = [
        *(tool(getattr(shop, one)) for one in _READS),
        *(tool(getattr(shop, one), writes=True) for one in writes),
    ]
    return least_privilege(Toolbox(tools, longest=1500), allow=[*_READS, *writes], only={"order_id": orders})


def rehearse_model(
    shop: Shop, voice: Voice, text: str, intents: Iterable[str], policy: Sequence[Passage]
) -> Rehearsed:
    """Let the model work on a copy with the tools that such wishes need, and see what it does."""
    with shop.copy() as copy:
        user = copy.user(str(copy.customer))
        tools = least(copy, user["orders"], intents)
        run = voice.work(
            text, tools, customer=user["user_id"], orders=_lines(copy, user["orders"]), policy=policy
        )
        done = tuple(Action(act.name, act.arguments) for act in run.acts if act.status == "done")
        return Rehearsed(done, copy.state(), run.answer or run.why or run.stopped)


def _lines(shop: Shop, order_ids: Sequence[str]) -> str:
    """A customer's orders, a line each, for the model to read."""
    lines = []
    for order in map(shop.order, order_ids):
        items = ", ".join(f"{item['name']} {item['item_id']}" for item in order["items"])
        paid = order["payment_history"][0]["payment_method_id"]
        lines.append(f"{order['order_id']}: {order['status']}: {items}; paid with {paid}")
    return "\n".join(lines)
