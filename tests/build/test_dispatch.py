"""A toolbox survives whatever a model asks for, acts once, and only as approved."""

from __future__ import annotations

from typing import Any

import pytest
from stand_in import SmallShop

from kit.build.dispatch import Approvals, Result, Toolbox
from kit.build.tools import tool

CANCEL = {"order_id": "#W1", "reason": "no longer needed"}


def box(shop: SmallShop, **options: Any) -> Toolbox:
    return Toolbox([shop.get_order, tool(shop.cancel_order, writes=True)], **options)


def test_a_good_call_does_the_work_and_is_in_the_ledger() -> None:
    shop = SmallShop()
    tools = box(shop)
    assert tools.call("get_order", '{"order_id": "#W1"}').text == '{"order_id":"#W1","status":"pending"}'
    made = tools.call("cancel_order", CANCEL)
    assert (made.ok, made.acted, made.text) == (True, True, "Order #W1 is cancelled.")
    assert [(act.name, act.arguments, act.status) for act in tools.ledger.acts] == [
        ("cancel_order", CANCEL, "done")
    ]


@pytest.mark.parametrize(
    ("name", "arguments", "error", "said"),
    [
        (
            "cancel_orders",
            "{}",
            "unknown tool",
            "Did you mean cancel_order? There are: get_order, cancel_order",
        ),
        ("cancel_order", '{"order_id": ', "bad arguments", "not JSON"),
        ("cancel_order", '{"order_id": "#W1"}', "bad arguments", "reason: Field required"),
        ("cancel_order", {**CANCEL, "now": True}, "bad arguments", "now: Extra inputs are not permitted"),
        (
            "cancel_order",
            {**CANCEL, "order_id": 1},
            "bad arguments",
            "order_id: Input should be a valid string",
        ),
        ("cancel_order", {**CANCEL, "order_id": "#W9"}, "refused", "There is no order #W9."),
        ("cancel_order", {**CANCEL, "order_id": "#W2"}, "refused", "not pending, so it cannot be cancelled."),
        ("get_order", {"order_id": "#W9"}, "refused", "There is no order #W9."),
    ],
)
def test_whatever_is_wrong_becomes_a_sentence_and_changes_nothing(
    name: str, arguments: Any, error: str, said: str
) -> None:
    shop = SmallShop()
    tools = box(shop)
    made = tools.call(name, arguments)
    assert (made.ok, made.acted, made.error) == (False, False, error)
    assert said in made.text
    assert (tools.ledger.acts, shop.times("#W1")) == ((), 0)


def test_a_broken_tool_that_reads_fails_without_showing_its_inside() -> None:
    def look(order_id: str) -> str:
        """Look."""
        raise RuntimeError("password is swordfish")

    made = Toolbox([look]).call("look", {"order_id": "#W1"})
    assert (made.ok, made.error) == (False, "failed")
    assert "RuntimeError" in made.text
    assert "swordfish" not in made.text
    assert "swordfish" in str(made.raised)


def test_a_tool_that_breaks_while_it_writes_leaves_it_in_doubt_and_is_not_tried_again() -> None:
    done = []

    def pay(cents: int) -> str:
        """Pay."""
        done.append(cents)
        receipt: dict[str, str] = {}
        return receipt["number"]

    tools = Toolbox([tool(pay, writes=True)])
    for _ in range(2):
        made = tools.call("pay", {"cents": 5})
        assert (made.ok, made.acted, made.error) == (False, False, "in doubt")
        assert "may have happened" in made.text
    assert done == [5]
    assert [act.status for act in tools.ledger.acts] == ["begun"]


def test_a_result_too_long_is_cut_and_says_so() -> None:
    def pages(n: int) -> list[str]:
        """Give pages."""
        return ["page"] * n

    made = Toolbox([pages], longest=50).call("pages", {"n": 1000})
    assert made.text.startswith('["page","page"')
    assert made.text.endswith("... (cut: 7,001 characters in all; ask for less)")


def test_none_and_odd_objects_have_words_too() -> None:
    def nothing() -> None:
        """Do."""

    def odd() -> Any:
        """Give."""
        return {"at": object}

    assert Toolbox([nothing]).call("nothing", "").text == "Done."
    assert "object" in Toolbox([odd]).call("odd", "").text


def test_the_same_act_asked_for_twice_is_done_once() -> None:
    shop = SmallShop()
    tools = Toolbox([tool(shop.add_note, writes=True)], run="ticket 7")
    first = tools.call("add_note", '{"order_id": "#W1"}')
    second = tools.call("add_note", {"times": 1, "order_id": "#W1"})  # the default, written out
    assert (first.acted, second.acted, second.ok, second.repeated) == (True, False, True, True)
    assert second.text == "This was done before and is not done again. It said: Noted."
    assert shop.times("#W1") == 1


def test_other_arguments_another_run_or_a_key_of_ones_own_is_another_act() -> None:
    shop = SmallShop()
    tools = Toolbox([tool(shop.add_note, writes=True)], run="7")
    other = Toolbox([tool(shop.add_note, writes=True)], run="8", ledger=tools.ledger)
    for made in (
        tools.call("add_note", {"order_id": "#W1"}),
        tools.call("add_note", {"order_id": "#W1", "times": 2}),
        other.call("add_note", {"order_id": "#W1"}),
        tools.call("add_note", {"order_id": "#W1"}, key="second note"),
    ):
        assert made.acted
    assert shop.times("#W1") == 5


def test_a_key_stands_for_one_act_only() -> None:
    shop = SmallShop()
    tools = Toolbox([tool(shop.add_note, writes=True)])
    tools.call("add_note", {"order_id": "#W1"}, key="a")
    made = tools.call("add_note", {"order_id": "#W2"}, key="a")
    assert (made.ok, made.acted, shop.times("#W2")) == (False, False, 0)
    assert "stands for add_note" in made.text


def test_what_was_refused_may_be_tried_again_once_things_are_different() -> None:
    shop = SmallShop()
    tools = box(shop)
    asked = {**CANCEL, "order_id": "#W2"}
    assert tools.call("cancel_order", asked).error == "refused"
    shop.db.execute("UPDATE orders SET status = 'pending'")
    assert tools.call("cancel_order", asked).acted


def test_a_dry_run_lists_what_would_be_done_and_does_nothing() -> None:
    shop = SmallShop()
    tools = box(shop, dry_run=True)
    made = tools.call("cancel_order", CANCEL)
    assert (made.ok, made.acted) == (True, False)
    assert 'cancel_order(order_id="#W1", reason="no longer needed") would be called' in made.text
    assert [(act.name, act.arguments) for act in tools.planned] == [("cancel_order", CANCEL)]
    assert (shop.calls, shop.times("#W1"), tools.ledger.acts) == (0, 0, ())
    assert tools.call("get_order", {"order_id": "#W1"}).ok
    assert tools.call("cancel_order", {}).error == "bad arguments"


@pytest.mark.parametrize("answer", [False, None, 0, 1, "yes", "", "True"])
def test_only_true_approves(answer: Any) -> None:
    shop = SmallShop()
    made = box(shop, approve=lambda name, arguments: answer).call("cancel_order", CANCEL)
    assert (made.error, shop.calls) == ("not approved", 0)


def test_a_hook_that_fails_is_a_no_and_its_reason_is_told() -> None:
    def closed(name: str, arguments: dict[str, Any]) -> bool:
        raise TimeoutError

    made = box(SmallShop(), approve=closed).call("cancel_order", CANCEL)
    assert made.text.startswith("cancel_order with these arguments was not approved: nobody could be asked")
    told = box(SmallShop(), approve=lambda name, arguments: "not on a Sunday.").call("cancel_order", CANCEL)
    assert "not approved: not on a Sunday. Nothing was changed." in told.text


def test_reading_needs_no_approval_and_what_was_done_needs_none_again() -> None:
    asked: list[str] = []
    tools = box(SmallShop(), approve=lambda name, arguments: not asked.append(name))  # type: ignore[func-returns-value]
    tools.call("get_order", {"order_id": "#W1"})
    assert [tools.call("cancel_order", CANCEL).repeated for _ in range(2)] == [False, True]
    assert asked == ["cancel_order"]


def test_what_is_approved_is_what_is_done_even_if_the_hook_meddles() -> None:
    shop = SmallShop()

    def meddle(name: str, arguments: dict[str, Any]) -> bool:
        arguments["order_id"] = "#W2"
        return True

    made = box(shop, approve=meddle).call("cancel_order", CANCEL)
    assert (made.acted, shop.times("#W1"), shop.times("#W2")) == (True, 1, 0)
    assert made.arguments == CANCEL


def test_a_grant_is_for_one_call_with_exactly_these_arguments() -> None:
    shop, approvals = SmallShop(), Approvals()
    shop.db.execute("UPDATE orders SET status = 'pending'")
    tools = box(shop, approve=approvals)
    assert "it waits for a person" in tools.call("cancel_order", CANCEL).text
    assert approvals.asked == [("cancel_order", CANCEL)]
    approvals.grant(*approvals.asked[0])
    assert approvals.asked == []
    for near in ({**CANCEL, "order_id": "#W2"}, {**CANCEL, "reason": "by mistake"}):
        assert tools.call("cancel_order", near).error == "not approved"
    assert tools.call("cancel_order", CANCEL).acted
    shop.db.execute("UPDATE orders SET status = 'pending'")
    again = Toolbox([tool(shop.cancel_order, writes=True)], approve=approvals).call("cancel_order", CANCEL)
    assert again.error == "not approved"


def test_two_tools_of_one_name_are_a_mistake() -> None:
    shop = SmallShop()
    with pytest.raises(ValueError, match="two tools are called get_order"):
        Toolbox([shop.get_order, shop.get_order])


def test_an_interrupt_is_not_swallowed_and_leaves_the_act_in_doubt() -> None:
    def slow() -> str:
        """Take long."""
        raise KeyboardInterrupt

    tools = Toolbox([tool(slow, writes=True)])
    with pytest.raises(KeyboardInterrupt):
        tools.call("slow", "")
    assert [act.status for act in tools.ledger.doubts] == ["begun"]


def test_every_fault_tells_the_model_something_to_do() -> None:
    tools = box(SmallShop())
    results: list[Result] = [
        tools.call("x", "{}"),
        tools.call("cancel_order", "{"),
        tools.call("get_order", "[]"),
    ]
    assert all(made.text.endswith(".") and not made.ok for made in results)
