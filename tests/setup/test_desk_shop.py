"""The shop: every rule of the policy that a tool can hold is held; the recorded work can be done in it."""

from __future__ import annotations

import inspect
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kit.desk import tickets
from kit.desk.shop import Action, Shop, ShopError, Task, achieved, policy, tasks

PENDING, DELIVERED = "#W8855135", "#W2378156"
HOME = {
    "address1": "1 Elm Street",
    "address2": "",
    "city": "Austin",
    "state": "TX",
    "country": "USA",
    "zip": "78701",
}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with Shop() as fresh:
        yield fresh


def _order(shop: Shop, status: str, *, paid: str = "", items: int = 1, **gift: float) -> dict[str, Any]:
    """The first order of that status, paid that way, whose customer has a gift card of that balance."""
    for row in shop.rows("SELECT order_id, user_id FROM orders WHERE status = ? ORDER BY order_id", status):
        order = shop.order(row["order_id"])
        methods = shop.user(row["user_id"])["payment_methods"]
        cards = [m["balance"] for m in methods.values() if m["source"] == "gift_card"]
        first = methods[order["payment_history"][0]["payment_method_id"]]["source"]
        if (
            len(order["items"]) >= items
            and (not paid or first == paid)
            and (not gift or any(gift["least"] <= balance <= gift["most"] for balance in cards))
        ):
            return order
    raise AssertionError("no such order")


def _method(shop: Shop, order: dict[str, Any], source: str) -> str:
    methods = shop.user(order["user_id"])["payment_methods"].values()
    return next(method["id"] for method in methods if method["source"] == source)


def _other(shop: Shop, item: dict[str, Any], *, available: bool = True, dearer: bool = False) -> str:
    variants = shop.get_product_details(item["product_id"])["variants"].values()
    return next(
        v["item_id"]
        for v in variants
        if v["item_id"] != item["item_id"]
        and v["available"] is available
        and (not dearer or v["price"] > item["price"])
    )


def _first_paid(order: dict[str, Any]) -> str:
    return str(order["payment_history"][0]["payment_method_id"])


# --- what is there ------------------------------------------------------------------------------------


def test_the_shop_holds_500_customers_1000_orders_and_50_products_with_591_items(shop: Shop) -> None:
    counts = {
        table: shop.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]
        for table in ("users", "orders", "products", "variants")
    }
    assert counts == {"users": 500, "orders": 1000, "products": 50, "variants": 591}


def test_what_is_read_is_what_the_data_set_says(shop: Shop) -> None:
    import gzip

    from kit.assets import asset

    data = json.loads(gzip.decompress(asset("retail-orders").read_bytes()))
    assert all(shop.get_order_details(order_id) == order for order_id, order in data["orders"].items())
    assert all(shop.get_user_details(user_id) == user for user_id, user in data["users"].items())
    assert all(shop.get_product_details(one) == product for one, product in data["products"].items())


def test_opening_it_takes_less_than_a_third_of_a_second_of_work() -> None:
    code = "import time; t = time.process_time(); Shop(); print(time.process_time() - t)"
    code = "from kit.desk.shop import Shop; " + code
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 0.3


def test_each_tool_is_typed_and_tells_what_it_and_each_of_its_arguments_is() -> None:
    for name in Shop.READS + Shop.WRITES:
        tool = getattr(Shop, name)
        words = inspect.getdoc(tool) or ""
        parameters = list(inspect.signature(tool).parameters.values())[1:]
        assert words, name
        assert all(p.annotation is not p.empty for p in parameters), name
        assert all(f"\n    {p.name}: " in words for p in parameters), name


def test_the_tools_are_those_that_were_recorded() -> None:
    recorded = {action.name for task in tasks() for action in task.actions}
    assert recorded <= set(Shop.READS) | set(Shop.WRITES)


def test_the_policy_is_the_written_one() -> None:
    assert "Return delivered order" in policy()
    assert "ordered by mistake" in policy()


# --- reads --------------------------------------------------------------------------------------------


def test_a_customer_is_found_by_email_or_by_name_and_zip_however_the_letters_are_cased(shop: Shop) -> None:
    assert shop.find_user_id_by_name_zip("yusuf", "ROSSI", "19122") == "yusuf_rossi_9620"
    email = shop.get_user_details("yusuf_rossi_9620")["email"]
    assert shop.find_user_id_by_email(email.upper()) == "yusuf_rossi_9620"


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("find_user_id_by_email", {"email": "nobody@example.com"}),
        ("find_user_id_by_email", {"email": "%"}),
        ("find_user_id_by_name_zip", {"first_name": "Yusuf", "last_name": "Rossi", "zip": "19123"}),
        ("get_user_details", {"user_id": "nobody_0000"}),
        ("get_order_details", {"order_id": "W2378156"}),
        ("get_product_details", {"product_id": "6086499569"}),
        ("calculate", {"expression": "__import__('os')"}),
        ("calculate", {"expression": "2 ** 99999"}),
        ("calculate", {"expression": "1 / 0"}),
        ("calculate", {"expression": ""}),
    ],
)
def test_what_is_not_known_is_refused_in_one_sentence(shop: Shop, name: str, arguments: dict) -> None:
    with pytest.raises(ShopError, match=r"^[^\n]+\.$"):
        getattr(shop, name)(**arguments)


def test_a_sum_is_worked_out_to_the_cent(shop: Shop) -> None:
    assert shop.calculate("3131.1 + 4777.75 + 367.38") == 8276.23
    assert shop.calculate("-(2 - 5) * 1.5 / 3") == 1.5


def test_a_desk_that_serves_one_customer_sees_and_changes_nothing_of_the_others() -> None:
    with Shop(customer="yusuf_rossi_9620") as mine:
        assert mine.get_order_details(DELIVERED)["user_id"] == "yusuf_rossi_9620"
        theirs = mine.rows(
            "SELECT order_id FROM orders WHERE status = 'pending' AND user_id != ?", mine.customer
        )
        before = mine.state()
        for call in (
            lambda: mine.get_order_details(theirs[0]["order_id"]),
            lambda: mine.get_user_details("noah_brown_6181"),
            lambda: mine.cancel_pending_order(theirs[0]["order_id"], "no longer needed"),
            lambda: mine.modify_user_address("noah_brown_6181", **HOME),
        ):
            with pytest.raises(ShopError, match="another customer"):
                call()
        assert mine.state() == before
        assert mine.copy().customer == mine.customer


# --- cancel -------------------------------------------------------------------------------------------


def test_a_cancelled_order_is_refunded_to_what_it_was_paid_with(shop: Shop) -> None:
    order = _order(shop, "pending", paid="credit_card")
    after = shop.cancel_pending_order(order["order_id"], "ordered by mistake")
    assert after["status"] == "cancelled"
    assert after["cancel_reason"] == "ordered by mistake"
    paid, refund = after["payment_history"]
    assert refund == {**paid, "transaction_type": "refund"}


def test_a_gift_card_gets_its_money_back_at_once(shop: Shop) -> None:
    order = _order(shop, "pending", paid="gift_card")
    card, before = _first_paid(order), shop.user(order["user_id"])["payment_methods"]
    shop.cancel_pending_order(order["order_id"], "no longer needed")
    after = shop.user(order["user_id"])["payment_methods"][card]["balance"]
    assert after == round(before[card]["balance"] + order["payment_history"][0]["amount"], 2)


@pytest.mark.parametrize("status", ["processed", "delivered", "cancelled"])
def test_only_a_pending_order_is_cancelled(shop: Shop, status: str) -> None:
    with pytest.raises(ShopError, match=status):
        shop.cancel_pending_order(_order(shop, status)["order_id"], "no longer needed")


@pytest.mark.parametrize("reason", ["too expensive", "No longer needed", ""])
def test_an_order_is_cancelled_for_two_reasons_only(shop: Shop, reason: str) -> None:
    order = _order(shop, "pending")
    with pytest.raises(ShopError, match="'no longer needed' or 'ordered by mistake'"):
        shop.cancel_pending_order(order["order_id"], reason)
    assert shop.order(order["order_id"]) == order


def test_an_order_is_cancelled_once(shop: Shop) -> None:
    order = _order(shop, "pending", paid="gift_card")
    shop.cancel_pending_order(order["order_id"], "no longer needed")
    after = shop.state()
    with pytest.raises(ShopError, match="cancelled"):
        shop.cancel_pending_order(order["order_id"], "no longer needed")
    assert shop.state() == after


# --- return -------------------------------------------------------------------------------------------


def test_a_return_is_asked_for_once_and_refunded_to_the_first_method(shop: Shop) -> None:
    order = _order(shop, "delivered", items=2)
    item = order["items"][0]["item_id"]
    after = shop.return_delivered_order_items(order["order_id"], [item], _first_paid(order))
    assert (after["status"], after["return_items"]) == ("return requested", [item])
    with pytest.raises(ShopError, match="return requested"):
        shop.return_delivered_order_items(order["order_id"], [item], _first_paid(order))


def test_a_refund_may_go_to_a_gift_card_but_to_no_other_method(shop: Shop) -> None:
    order = shop.order("#W5490111")  # paid by credit card; its owner has PayPal too
    items = [order["items"][0]["item_id"]]
    with pytest.raises(ShopError, match="or to a gift card"):
        shop.return_delivered_order_items("#W5490111", items, _method(shop, order, "paypal"))
    paid = _order(shop, "delivered", paid="credit_card", least=0, most=1e9)
    card = _method(shop, paid, "gift_card")
    item = paid["items"][0]["item_id"]
    assert (
        shop.return_delivered_order_items(paid["order_id"], [item], card)["return_payment_method_id"] == card
    )


@pytest.mark.parametrize(
    ("items", "why"),
    [([], "at least one"), (["0000000000"], "does not hold"), ("twice", "that often")],
)
def test_only_items_of_the_order_are_returned_and_each_once(shop: Shop, items: Any, why: str) -> None:
    order = _order(shop, "delivered")
    chosen = [order["items"][0]["item_id"]] * 9 if items == "twice" else items
    with pytest.raises(ShopError, match=why):
        shop.return_delivered_order_items(order["order_id"], chosen, _first_paid(order))
    assert shop.order(order["order_id"]) == order


def test_somebody_elses_payment_method_is_refused(shop: Shop) -> None:
    order = _order(shop, "delivered")
    theirs = shop.rows("SELECT id FROM payment_methods WHERE user_id != ?", order["user_id"])[0]["id"]
    with pytest.raises(ShopError, match="not one of this customer's"):
        shop.return_delivered_order_items(order["order_id"], [order["items"][0]["item_id"]], theirs)


def test_only_a_delivered_order_is_returned_or_exchanged(shop: Shop) -> None:
    order = _order(shop, "pending")
    item = order["items"][0]
    with pytest.raises(ShopError, match="only while 'delivered'"):
        shop.return_delivered_order_items(order["order_id"], [item["item_id"]], _first_paid(order))
    with pytest.raises(ShopError, match="only while 'delivered'"):
        shop.exchange_delivered_order_items(
            order["order_id"], [item["item_id"]], [_other(shop, item)], _first_paid(order)
        )


# --- exchange and change of items ---------------------------------------------------------------------

SWAPS = [
    ("exchange_delivered_order_items", "delivered", "exchange requested"),
    ("modify_pending_order_items", "pending", "pending (items modified)"),
]
each_swap = pytest.mark.parametrize(("tool", "status", "then"), SWAPS)


@each_swap
def test_items_are_swapped_for_others_of_the_same_product_once_per_order(
    shop: Shop, tool: str, status: str, then: str
) -> None:
    order = _order(shop, status, paid="credit_card")
    item = order["items"][0]
    call = (order["order_id"], [item["item_id"]], [_other(shop, item)], _first_paid(order))
    assert getattr(shop, tool)(*call)["status"] == then
    after = shop.state()
    with pytest.raises(ShopError, match="only while"):
        getattr(shop, tool)(*call)
    assert shop.state() == after


@each_swap
def test_an_item_of_another_product_or_of_none_or_sold_out_is_refused(
    shop: Shop, tool: str, status: str, then: str
) -> None:
    order = _order(shop, status, paid="credit_card")
    item = order["items"][0]
    stranger = shop.rows("SELECT item_id FROM variants WHERE product_id != ?", item["product_id"])[0][
        "item_id"
    ]
    sold_out = shop.rows(
        "SELECT order_items.order_id, order_items.item_id, variants.item_id AS new FROM order_items"
        " JOIN variants USING (product_id) JOIN orders ON orders.order_id = order_items.order_id"
        " WHERE orders.status = ? AND NOT variants.available LIMIT 1",
        status,
    )[0]
    before = shop.state()
    for wanted in (stranger, "0000000000"):
        with pytest.raises(ShopError, match="product must stay the same"):
            getattr(shop, tool)(order["order_id"], [item["item_id"]], [wanted], _first_paid(order))
    method = _first_paid(shop.order(sold_out["order_id"]))
    with pytest.raises(ShopError, match="not available"):
        getattr(shop, tool)(sold_out["order_id"], [sold_out["item_id"]], [sold_out["new"]], method)
    with pytest.raises(ShopError, match="as many new items"):
        getattr(shop, tool)(order["order_id"], [item["item_id"]], [], _first_paid(order))
    assert shop.state() == before


@each_swap
def test_a_gift_card_must_cover_the_difference(shop: Shop, tool: str, status: str, then: str) -> None:
    order = shop.order("#W4316152") if status == "delivered" else _order(shop, status, least=0, most=20)
    card = _method(shop, order, "gift_card")
    balance = shop.user(order["user_id"])["payment_methods"][card]["balance"]
    swap = None
    for item in order["items"]:
        for variant in shop.get_product_details(item["product_id"])["variants"].values():
            if variant["available"] and variant["price"] - item["price"] > balance:
                swap = (item["item_id"], variant["item_id"])
    if swap is None:  # two of the cheap ones together
        swap = None
        items = [item["item_id"] for item in order["items"] if item["item_id"] == "7292993796"]
        with pytest.raises(ShopError, match="less than"):
            getattr(shop, tool)(order["order_id"], items, ["3761330360", "9647374798"], card)
        return
    with pytest.raises(ShopError, match="less than"):
        getattr(shop, tool)(order["order_id"], [swap[0]], [swap[1]], card)


def test_a_changed_item_is_paid_for_at_once_and_a_changed_order_is_left_alone(shop: Shop) -> None:
    order = _order(shop, "pending", paid="credit_card")
    item = order["items"][0]
    new = _other(shop, item, dearer=True)
    price = shop.get_product_details(item["product_id"])["variants"][new]["price"]
    after = shop.modify_pending_order_items(order["order_id"], [item["item_id"]], [new], _first_paid(order))
    assert after["items"][0]["item_id"] == new
    assert after["payment_history"][-1] == {
        "transaction_type": "payment",
        "amount": round(price - item["price"], 2),
        "payment_method_id": _first_paid(order),
    }
    for call in (
        lambda: shop.cancel_pending_order(order["order_id"], "no longer needed"),
        lambda: shop.modify_pending_order_address(order["order_id"], **HOME),
        lambda: shop.modify_pending_order_payment(order["order_id"], _first_paid(order)),
    ):
        with pytest.raises(ShopError, match="items modified"):
            call()


def test_a_pending_item_is_not_changed_to_itself_but_a_delivered_one_is_replaced(shop: Shop) -> None:
    pending, delivered = _order(shop, "pending"), _order(shop, "delivered")
    same = [pending["items"][0]["item_id"]]
    with pytest.raises(ShopError, match="another option"):
        shop.modify_pending_order_items(pending["order_id"], same, same, _first_paid(pending))
    same = [delivered["items"][0]["item_id"]]
    after = shop.exchange_delivered_order_items(delivered["order_id"], same, same, _first_paid(delivered))
    assert after["exchange_price_difference"] == 0


# --- addresses and payment ----------------------------------------------------------------------------


def test_a_pending_order_goes_to_another_address_and_the_customers_own_stays(shop: Shop) -> None:
    order = _order(shop, "pending")
    mine = shop.user(order["user_id"])["address"]
    assert shop.modify_pending_order_address(order["order_id"], **HOME)["address"] == HOME
    assert shop.user(order["user_id"])["address"] == mine
    with pytest.raises(ShopError, match="only while 'pending'"):
        shop.modify_pending_order_address(_order(shop, "processed")["order_id"], **HOME)
    with pytest.raises(ShopError, match="needs its city"):
        shop.modify_pending_order_address(order["order_id"], **HOME | {"city": " "})


def test_a_customers_address_changes_and_the_orders_stay(shop: Shop) -> None:
    order = _order(shop, "pending")
    assert shop.modify_user_address(order["user_id"], **HOME)["address"] == HOME
    assert shop.order(order["order_id"])["address"] == order["address"]
    with pytest.raises(ShopError, match="no customer"):
        shop.modify_user_address("nobody_0000", **HOME)


def test_a_pending_order_is_charged_to_another_method_once(shop: Shop) -> None:
    order = _order(shop, "pending", paid="paypal")
    card = next(
        order
        for row in shop.rows("SELECT order_id FROM orders WHERE status = 'pending'")
        if (order := shop.order(row["order_id"]))
        and len([m for m in shop.user(order["user_id"])["payment_methods"] if not m.startswith("gift")]) > 1
    )
    other = next(
        method
        for method in shop.user(card["user_id"])["payment_methods"]
        if method != _first_paid(card) and not method.startswith("gift")
    )
    with pytest.raises(ShopError, match="already"):
        shop.modify_pending_order_payment(order["order_id"], _first_paid(order))
    history = shop.modify_pending_order_payment(card["order_id"], other)["payment_history"]
    assert [row["transaction_type"] for row in history] == ["payment", "payment", "refund"]
    assert len({row["amount"] for row in history}) == 1
    with pytest.raises(ShopError, match="once is all"):
        shop.modify_pending_order_payment(card["order_id"], _first_paid(card))


def test_a_gift_card_pays_for_an_order_only_if_it_holds_enough(shop: Shop) -> None:
    order = _order(shop, "pending", paid="credit_card", least=0, most=20)
    with pytest.raises(ShopError, match="less than"):
        shop.modify_pending_order_payment(order["order_id"], _method(shop, order, "gift_card"))


def test_a_transfer_needs_a_summary_is_kept_and_changes_no_order(shop: Shop) -> None:
    before = shop.state()
    with pytest.raises(ShopError, match="summary"):
        shop.transfer_to_human_agents("  ")
    assert shop.transfer_to_human_agents("Wants to undo a cancellation.") == "Transfer successful"
    assert shop.transfers == ("Wants to undo a cancellation.",)
    assert shop.state() == before


# --- what was recorded --------------------------------------------------------------------------------


def test_each_task_is_the_ticket_of_the_same_number_and_of_a_known_customer(shop: Shop) -> None:
    assert [task.ticket for task in tasks()] == list(tickets())
    assert len({task.user_id for task in tasks()}) == 53
    for task in tasks():
        name = shop.get_user_details(task.user_id)["name"]
        assert task.ticket.customer.split()[0] in name["first_name"]
        assert all(shop.order(order)["user_id"] == task.user_id for order in task.ticket.order_ids)


def test_every_recorded_write_can_be_done_but_four_that_the_policy_forbids() -> None:
    refused = {}
    for task in tasks():
        with Shop(customer=task.user_id) as shop:
            for action in task.actions:
                try:
                    getattr(shop, action.name)(**action.arguments)
                except ShopError:
                    if action.name in Shop.WRITES:
                        refused[task.id] = action.name
            assert achieved(shop, task)
    assert refused == {
        "12": "return_delivered_order_items",  # a refund to another method than the first
        "13": "return_delivered_order_items",
        "64": "exchange_delivered_order_items",  # an exchange of an order that is still pending
        "105": "exchange_delivered_order_items",  # a gift card that holds too little
    }


def test_doing_nothing_is_right_for_eleven_customers_and_wrong_for_the_others(shop: Shop) -> None:
    assert [task.id for task in tasks() if not task.writes] == [
        *("10", "12", "24", "25", "50", "57", "62", "65", "67", "68", "105")
    ]
    done = [task.id for task in tasks() if achieved(shop, task)]
    assert done == [task.id for task in tasks() if not task.writes]


def test_half_the_work_or_a_bit_more_than_the_work_is_not_achieved() -> None:
    task = next(task for task in tasks() if len(task.writes) >= 2)
    first, *rest = task.writes
    with Shop() as shop:
        getattr(shop, first.name)(**first.arguments)
        assert not achieved(shop, task)
        for action in rest:
            getattr(shop, action.name)(**action.arguments)
        assert achieved(shop, task)
        shop.modify_user_address(task.user_id, **HOME)
        assert not achieved(shop, task)


def test_the_order_in_which_items_are_named_does_not_matter() -> None:
    task = tasks()[0]
    write = dict(task.writes[0].arguments)
    turned = write | {"item_ids": write["item_ids"][::-1], "new_item_ids": write["new_item_ids"][::-1]}
    with Shop() as shop:
        shop.exchange_delivered_order_items(**turned)
        assert achieved(shop, task)


def test_a_task_of_your_own_is_scored_alike(shop: Shop) -> None:
    order = _order(shop, "pending")
    wanted = Action("cancel_pending_order", {"order_id": order["order_id"], "reason": "no longer needed"})
    own = Task("mine", tickets()[0], order["user_id"], (wanted,), (wanted,))
    assert not achieved(shop, own)
    shop.cancel_pending_order(**wanted.arguments)
    assert achieved(shop, own)


# --- kept, whole --------------------------------------------------------------------------------------


def test_a_copy_is_another_shop(shop: Shop) -> None:
    twin = shop.copy()
    twin.cancel_pending_order(_order(shop, "pending")["order_id"], "no longer needed")
    assert shop.state() == Shop().state() != twin.state()
    assert twin.copy().state() == twin.state()


def test_an_action_that_fails_half_way_changes_nothing(shop: Shop) -> None:
    def fail() -> None:
        with shop.transaction() as db:
            db.execute("UPDATE orders SET status = 'cancelled'")
            raise RuntimeError

    before = shop.state()
    with pytest.raises(RuntimeError):
        fail()
    assert shop.state() == before
    assert shop.rows("SELECT * FROM touched") == []


def test_a_change_by_any_way_is_seen_and_one_that_is_taken_back_is_none(shop: Shop) -> None:
    before = shop.state()
    balance = "UPDATE payment_methods SET balance = balance + ? WHERE id = 'gift_card_4374071'"
    shop.rows(balance, 5)
    assert shop.state() != before
    shop.rows(balance, -5)
    assert shop.state() == before


def test_a_shop_on_a_path_keeps_what_was_done(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    with Shop(path) as shop:
        order = _order(shop, "pending")["order_id"]
        shop.cancel_pending_order(order, "no longer needed")
        state = shop.state()
    with Shop(path) as again:
        assert again.order(order)["status"] == "cancelled"
        assert again.state() == state
        assert again.rows("PRAGMA journal_mode")[0]["journal_mode"] == "wal"


def test_a_killed_process_leaves_the_last_whole_change(tmp_path: Path) -> None:
    path, ready = tmp_path / "shop.sqlite", tmp_path / "ready"
    code = f"""
import pathlib, time
from kit.desk.shop import Shop
shop = Shop({str(path)!r})
shop.cancel_pending_order({PENDING!r}, "no longer needed")
with shop.transaction() as db:
    db.execute("UPDATE orders SET status = 'lost'")
    pathlib.Path({str(ready)!r}).touch()
    time.sleep(60)
"""
    child = subprocess.Popen([sys.executable, "-c", code])
    deadline = time.monotonic() + 60
    while not ready.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    with Shop(path) as shop:
        assert shop.order(PENDING)["status"] == "cancelled"
        assert shop.rows("SELECT count(*) AS n FROM orders WHERE status = 'lost'")[0]["n"] == 0
        shop.cancel_pending_order(_order(shop, "pending")["order_id"], "no longer needed")


def test_threads_may_share_a_shop(shop: Shop) -> None:
    from concurrent.futures import ThreadPoolExecutor

    pending = [row["order_id"] for row in shop.rows("SELECT order_id FROM orders WHERE status = 'pending'")][
        :40
    ]
    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda order: shop.cancel_pending_order(order, "no longer needed"), pending))
    assert {order["status"] for order in done} == {"cancelled"}


def test_an_act_and_its_record_in_the_shops_own_file_are_one(shop: Shop) -> None:
    from kit.build import Ledger, Toolbox, tool

    box = Toolbox([tool(shop.cancel_pending_order, writes=True)], ledger=Ledger(connection=shop.db), run="1")
    call = ("cancel_pending_order", {"order_id": PENDING, "reason": "no longer needed"})
    assert (
        box.call("cancel_pending_order", {"order_id": DELIVERED, "reason": "no longer needed"}).error
        == "refused"
    )
    assert box.ledger.acts == ()
    assert box.call(*call).acted
    assert box.call(*call).repeated
    assert shop.order(PENDING)["status"] == "cancelled"
    assert [act.status for act in box.ledger.acts] == ["done"]
