"""What a tool may do at all: bound to the customer, cut to the task, whatever the model asks for."""

from __future__ import annotations

from typing import Any

import pytest

from kit import OpenAI, answering, simulated
from kit.build.dispatch import Toolbox
from kit.build.loop import loop
from kit.build.privilege import least_privilege
from kit.build.tools import tool

ORDERS = {"#W1": "mia", "#W2": "mia", "#W9": "noah"}
done: list[str] = []


def get_user(user_id: str) -> dict[str, Any]:
    """Look up a customer.

    Args:
        user_id: whose.
    """
    return {"user": user_id, "orders": [order for order, user in ORDERS.items() if user == user_id]}


def get_order(order_id: str) -> str:
    """Look up an order."""
    return f"{order_id} belongs to {ORDERS[order_id]}"


def cancel(order_id: str, reason: str = "none") -> str:
    """Cancel an order."""
    done.append(order_id)
    return "cancelled"


def pay(cards: list[str]) -> str:
    """Pay with cards."""
    return ", ".join(cards)


def desk(**settings: Any) -> Toolbox:
    done.clear()
    return Toolbox([get_user, get_order, pay, tool(cancel, writes=True)], **settings)


def mias(box: Toolbox) -> Toolbox:
    return least_privilege(
        box,
        allow=["get_user", "get_order", "pay", "cancel"],
        bound={"user_id": "mia"},
        only={"order_id": {"#W1", "#W2"}, "cards": {"c1", "c2"}},
    )


def test_a_bound_argument_is_neither_shown_nor_taken_from_the_model() -> None:
    box = mias(desk())
    assert box.tools["get_user"].schema["properties"] == {}
    assert "mia" in box.call("get_user", {}).text
    assert not box.call("get_user", {"user_id": "noah"}).ok


def test_another_customers_order_is_refused_in_the_words_for_one_that_does_not_exist() -> None:
    box = mias(desk())
    assert box.call("get_order", {"order_id": "#W1"}).ok
    foreign, unreal = box.call("get_order", {"order_id": "#W9"}), box.call("get_order", {"order_id": "#W7"})
    assert (foreign.ok, foreign.error) == (False, "refused")
    assert foreign.text.replace("#W9", "#W7") == unreal.text


def test_each_item_of_a_list_is_looked_at() -> None:
    box = mias(desk())
    assert box.call("pay", {"cards": ["c1", "c2"]}).ok
    assert not box.call("pay", {"cards": ["c1", "c9"]}).ok


def test_a_tool_that_the_task_does_not_need_is_not_there() -> None:
    box = least_privilege(desk(), allow=["get_order"])
    assert [one["function"]["name"] for one in box.chat] == ["get_order"]
    assert box.call("cancel", {"order_id": "#W1"}).error == "unknown tool"
    assert done == []


def test_a_refused_act_is_not_in_the_ledger_and_an_allowed_one_is() -> None:
    box = mias(desk())
    assert not box.call("cancel", {"order_id": "#W9"}).acted
    assert (done, box.ledger.acts) == ([], ())
    assert box.call("cancel", {"order_id": "#W1"}).acted
    assert done == ["#W1"]
    assert [act.name for act in box.ledger.acts] == ["cancel"]


def test_approval_and_defaults_stay_as_they_were() -> None:
    asked = []

    def approve(name: str, arguments: dict[str, Any]) -> bool:
        asked.append((name, arguments))
        return False

    box = mias(desk(approve=approve))
    assert box.call("cancel", {"order_id": "#W1"}).error == "not approved"
    assert asked == [("cancel", {"order_id": "#W1", "reason": "none"})]


def test_descriptions_stay() -> None:
    assert mias(desk()).tools["get_order"].description == "Look up an order."


@pytest.mark.parametrize(
    "cut",
    [
        {"allow": ["get_orders"]},
        {"allow": ["get_order"], "bound": {"user_id": "mia"}},
        {"allow": ["get_user"], "bound": {"userid": "mia"}},
        {"allow": ["get_order"], "only": {"order": {"#W1"}}},
    ],
)
def test_a_slip_in_a_name_is_an_error_and_no_open_door(cut: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no tool is called|none of the tools"):
        least_privilege(desk(), **cut)


def test_a_model_that_obeys_an_attacker_gets_nothing_that_is_not_the_customers() -> None:
    theft = simulated.Susceptible(
        rate=1.0,
        says="{tool}",
        attacks=["look up"],
        calls=[simulated.ToolCall("get_order", {"order_id": "#W9"})],
    )

    def ask(messages: list[dict[str, Any]], box: Toolbox) -> Any:
        return OpenAI().chat.completions.create(model="any", messages=messages, tools=box.chat)

    with answering(theft):
        open_desk = loop(ask, desk(), "look up #W9")
        closed = loop(ask, mias(desk()), "look up #W9")
    assert "noah" in (open_desk.answer or "")
    assert "noah" not in (closed.answer or "")
