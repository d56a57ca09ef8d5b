"""What the desk tells a customer of what was done: read from the database, never from a model."""

from __future__ import annotations

from kit.desk.shop import Action, Shop


def named(action: Action) -> str:
    """An action in a line: "return delivered order items #W1: 123, 456; paypal_1"."""
    first, *rest = map(_plain, action.arguments.values())
    return f"{action.name.replace('_', ' ')} {first}{': ' if rest else ''}{'; '.join(filter(None, rest))}"


def told(shop: Shop, action: Action) -> str:
    """What the database shows of an action that was done."""
    given = action.arguments
    if action.name == "modify_user_address":
        address = shop.user(given["user_id"])["address"]
        return f"Your default address is now {_plain([part for part in address.values() if part])}."
    if action.name == "transfer_to_human_agents":
        return "A person will take over."
    order = shop.order(given["order_id"])
    which = f"order {order['order_id']}"
    if action.name == "modify_pending_order_address":
        return f"Your {which} goes to {_plain([part for part in order['address'].values() if part])}."
    if action.name == "modify_pending_order_payment":
        return f"Your {which} is charged to {given['payment_method_id']}."
    names = {item["item_id"]: item["name"] for item in order["items"]}
    if order["status"] == "return requested":
        items, method = _items(order["return_items"], names), order["return_payment_method_id"]
        return f"The return of {items} from your {which} is requested; the refund goes to {method}. {_EMAIL}"
    if order["status"] == "exchange requested":
        items = _items(order["exchange_items"], names)
        return f"The exchange of {items} from your {which} is requested. {_EMAIL}"
    if order["status"] == "cancelled":
        return f"Your {which} is cancelled, and what you paid is refunded."
    held = [f"{item['name']} ({_plain(list(item['options'].values()))})" for item in order["items"]]
    return f"The items of your {which} were changed. It now holds: {_plain(held)}."


_EMAIL = "An email will tell you how to send it back."


def record(shop: Shop, order_id: str) -> str:
    """What an order's row says, in sentences that can be quoted."""
    order = shop.order(order_id)
    items = _plain([f"{item['name']} ({item['price']:.2f} USD)" for item in order["items"]])
    tracking = [number for box in order["fulfillments"] for number in box["tracking_id"]]
    paid = order["payment_history"][0]
    facts = [
        f"The status of order {order_id} is {order['status']}.",
        f"Order {order_id} holds {items}.",
        f"The price of {paid['amount']:.2f} USD was paid with {paid['payment_method_id']}.",
        f"The tracking number of order {order_id} is {_plain(tracking)}." if tracking else "",
    ]
    return " ".join(filter(None, facts))


def _items(ids: list[str], names: dict[str, str]) -> str:
    return _plain([names.get(one, one) for one in ids])


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
