"""Rules of the shop's policy that several actions share: status, payment methods, money, items."""

from __future__ import annotations

import json
from typing import Any

from kit.desk.shop_store import ADDRESS, ShopError, Store


class Rules(Store):
    """What every action asks before it changes anything. Call these inside a transaction."""

    def _with_status(self, order_id: str, status: str) -> dict[str, Any]:
        order = self.order(order_id)
        if order["status"] != status:
            raise ShopError(
                f"Order {order_id} is {order['status']!r}; this can be done only while {status!r}."
            )
        return order

    def _method(self, order: dict[str, Any], payment_method_id: str) -> dict[str, Any]:
        methods = self.user(order["user_id"])["payment_methods"]
        if payment_method_id not in methods:
            raise ShopError(f"{payment_method_id!r} is not one of this customer's: {', '.join(methods)}.")
        return methods[payment_method_id]

    def _pay(self, order: dict[str, Any], payment_method_id: str, amount: float) -> None:
        """Charge a method (or refund it, if the amount is negative); gift cards at once."""
        method = self._method(order, payment_method_id)
        covered(method, amount)
        kind = "payment" if amount > 0 else "refund"
        if amount:
            self.db.execute(
                "INSERT INTO payments VALUES (?, ?, ?, ?)",
                (order["order_id"], kind, abs(amount), payment_method_id),
            )
        if method["source"] == "gift_card":
            left = cents(method["balance"] - amount)
            self.db.execute("UPDATE payment_methods SET balance = ? WHERE id = ?", (left, payment_method_id))

    def _swaps(
        self, order: dict[str, Any], item_ids: list[str], new_item_ids: list[str]
    ) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Pairs of (the order's item, the variant instead), each allowed."""
        if len(item_ids) != len(new_item_ids):
            raise ShopError("Name as many new items as old ones, in the same order.")
        swaps = []
        for old, new_id in zip(chosen(order, item_ids), new_item_ids, strict=True):
            found = self.rows("SELECT * FROM variants WHERE item_id = ?", new_id)
            if not found or found[0]["product_id"] != old["product_id"]:
                raise ShopError(
                    f"Item {new_id!r} is not another {old['name']}; the product must stay the same."
                )
            if not found[0]["available"]:
                raise ShopError(f"Item {new_id!r} is not available; see the product's other variants.")
            swaps.append((old, found[0]))
        return swaps

    def _settle(self, order: dict[str, Any], status: str, **details: Any) -> dict[str, Any]:
        self.db.execute(
            "UPDATE orders SET status = ?, details = ? WHERE order_id = ?",
            (status, json.dumps(details), order["order_id"]),
        )
        return self.order(order["order_id"])


def chosen(order: dict[str, Any], item_ids: list[str]) -> list[dict[str, Any]]:
    """The order's items of these ids, each taken once. Raises ShopError if one is not there (that often)."""
    if not item_ids:
        raise ShopError("Name at least one item.")
    left, taken = list(order["items"]), []
    for item_id in item_ids:
        found = next((item for item in left if item["item_id"] == item_id), None)
        if found is None:
            raise ShopError(f"Order {order['order_id']} does not hold item {item_id!r} (that often).")
        left.remove(found)
        taken.append(found)
    return taken


def covered(method: dict[str, Any], amount: float) -> None:
    """Raise ShopError if the method is a gift card that holds less than `amount` USD."""
    if method["source"] == "gift_card" and amount > method["balance"]:
        raise ShopError(f"{method['id']!r} holds {method['balance']:.2f} USD, less than {amount:.2f}.")


def address_parts(*parts: str) -> tuple[str, ...]:
    """An address in the order of `ADDRESS`, trimmed. Raises ShopError if a part but the second is empty."""
    for name, part in zip(ADDRESS, parts, strict=True):
        if name != "address2" and not part.strip():
            raise ShopError(f"The address needs its {name}.")
    return tuple(part.strip() for part in parts)


def cents(amount: float) -> float:
    """An amount in USD, rounded to cents."""
    return round(amount, 2)
