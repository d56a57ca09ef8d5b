"""What may be done to the shop: cancel, return, exchange, modify, hand over to a person.

Written from the shop's policy (`kit.desk.shop.policy()`): every rule that a tool can hold is held here, in
code, so that whoever calls (a model that misread, a person in a hurry, an attacker) cannot break it. What a
tool cannot know stays with the caller: who is on the line, and whether the customer said yes. The names and
the behaviour are those of tau2-bench's retail domain (Barres et al., 2025); the code is ours.
"""

from __future__ import annotations

from typing import Any

from kit.desk.shop_rules import Rules, address_parts, cents, chosen, covered
from kit.desk.shop_store import ADDRESS, ShopError

REASONS = ("no longer needed", "ordered by mistake")
_SET_ADDRESS = ", ".join(f"{part} = ?" for part in ADDRESS)
_SWAP_ITEM = """
UPDATE order_items SET item_id = ?, price = ?, options = ?
WHERE rowid = (SELECT rowid FROM order_items WHERE order_id = ? AND item_id = ? ORDER BY rowid LIMIT 1)
"""


class Actions(Rules):
    """The writes. Each checks the policy and changes the database inside one transaction."""

    def cancel_pending_order(self, order_id: str, reason: str) -> dict[str, Any]:
        """Cancel a pending order and refund what was paid to the method it was paid with.

        Args:
            order_id: the order, such as '#W0000000', with the '#'.
            reason: either 'no longer needed' or 'ordered by mistake'.
        """
        with self.transaction():
            order = self._with_status(order_id, "pending")
            if reason not in REASONS:
                raise ShopError(
                    f"An order is cancelled as {' or '.join(map(repr, REASONS))}, not because {reason!r}."
                )
            for paid in order["payment_history"]:
                self._pay(order, paid["payment_method_id"], -paid["amount"])
            return self._settle(order, "cancelled", cancel_reason=reason)

    def modify_pending_order_address(
        self, order_id: str, address1: str, address2: str, city: str, state: str, country: str, zip: str
    ) -> dict[str, Any]:
        """Send a pending order to another address.

        Args:
            order_id: the order, such as '#W0000000', with the '#'.
            address1: street and number.
            address2: apartment, suite or floor; '' if there is none.
            city: the city.
            state: the state's two letters, such as 'CA'.
            country: the country, such as 'USA'.
            zip: the zip code.
        """
        address = address_parts(address1, address2, city, state, country, zip)
        with self.transaction() as db:
            self._with_status(order_id, "pending")
            db.execute(f"UPDATE orders SET {_SET_ADDRESS} WHERE order_id = ?", (*address, order_id))
            return self.order(order_id)

    def modify_pending_order_payment(self, order_id: str, payment_method_id: str) -> dict[str, Any]:
        """Charge a pending order to another payment method of the customer and refund the first.

        Args:
            order_id: the order, such as '#W0000000', with the '#'.
            payment_method_id: the new method, such as 'gift_card_0000000' or 'credit_card_0000000'.
        """
        with self.transaction():
            order = self._with_status(order_id, "pending")
            if len(order["payment_history"]) != 1:
                raise ShopError(f"The payment of order {order_id} was changed before; once is all.")
            first = order["payment_history"][0]
            if payment_method_id == first["payment_method_id"]:
                raise ShopError(f"Order {order_id} is paid with {payment_method_id!r} already; name another.")
            self._pay(order, payment_method_id, first["amount"])
            self._pay(order, first["payment_method_id"], -first["amount"])
            return self.order(order_id)

    def modify_pending_order_items(
        self, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
    ) -> dict[str, Any]:
        """Change items of a pending order to other options of the same products, once per order.

        Args:
            order_id: the order, such as '#W0000000', with the '#'.
            item_ids: all items to change, each as often as it is to be changed.
            new_item_ids: the new items, in the same order.
            payment_method_id: what the difference in price is paid with, or refunded to.
        """
        with self.transaction() as db:
            order = self._with_status(order_id, "pending")
            swaps = self._swaps(order, item_ids, new_item_ids)
            if same := set(item_ids) & {
                new["item_id"] for old, new in swaps if old["item_id"] == new["item_id"]
            }:
                raise ShopError(f"Item {min(same)!r} is what was ordered; choose another option.")
            difference = cents(sum(new["price"] - old["price"] for old, new in swaps))
            self._pay(order, payment_method_id, difference)
            for old, new in swaps:
                values = (new["item_id"], new["price"], new["options"], order_id, old["item_id"])
                db.execute(_SWAP_ITEM, values)
            return self._settle(order, "pending (items modified)")

    def return_delivered_order_items(
        self, order_id: str, item_ids: list[str], payment_method_id: str
    ) -> dict[str, Any]:
        """Ask for items of a delivered order to be taken back. The customer gets an email about how.

        Args:
            order_id: the order, such as '#W0000000', with the '#'.
            item_ids: the items to return, each as often as it is to be returned.
            payment_method_id: where the refund goes: what the order was paid with, or a gift card.
        """
        with self.transaction():
            order = self._with_status(order_id, "delivered")
            chosen(order, item_ids)
            method = self._method(order, payment_method_id)
            first = order["payment_history"][0]["payment_method_id"]
            if method["source"] != "gift_card" and payment_method_id != first:
                raise ShopError(f"The refund of {order_id} goes to {first!r}, or to a gift card of theirs.")
            return self._settle(
                order,
                "return requested",
                return_items=sorted(item_ids),
                return_payment_method_id=payment_method_id,
            )

    def exchange_delivered_order_items(
        self, order_id: str, item_ids: list[str], new_item_ids: list[str], payment_method_id: str
    ) -> dict[str, Any]:
        """Ask for items of a delivered order to be exchanged for other options of the same products.

        Once per order: name all items. The customer gets an email about how to send the old ones back. The
        same item again is allowed: it replaces a broken one.

        Args:
            order_id: the order, such as '#W0000000', with the '#'.
            item_ids: the items to give back, each as often as it is to be exchanged.
            new_item_ids: the items wanted instead, in the same order.
            payment_method_id: what the difference in price is paid with, or refunded to.
        """
        with self.transaction():
            order = self._with_status(order_id, "delivered")
            swaps = self._swaps(order, item_ids, new_item_ids)
            difference = cents(sum(new["price"] - old["price"] for old, new in swaps))
            covered(self._method(order, payment_method_id), difference)
            pairs = sorted((old["item_id"], new["item_id"]) for old, new in swaps)
            return self._settle(
                order,
                "exchange requested",
                exchange_items=[old for old, _ in pairs],
                exchange_new_items=[new for _, new in pairs],
                exchange_payment_method_id=payment_method_id,
                exchange_price_difference=difference,
            )

    def modify_user_address(
        self, user_id: str, address1: str, address2: str, city: str, state: str, country: str, zip: str
    ) -> dict[str, Any]:
        """Change a customer's default address. Orders already placed keep theirs.

        Args:
            user_id: the customer, such as 'sara_doe_496'.
            address1: street and number.
            address2: apartment, suite or floor; '' if there is none.
            city: the city.
            state: the state's two letters, such as 'CA'.
            country: the country, such as 'USA'.
            zip: the zip code.
        """
        address = address_parts(address1, address2, city, state, country, zip)
        with self.transaction() as db:
            self.user(user_id)
            db.execute(f"UPDATE users SET {_SET_ADDRESS} WHERE user_id = ?", (*address, user_id))
            return self.user(user_id)

    def transfer_to_human_agents(self, summary: str) -> str:
        """Hand the customer over to a person. Only if the request cannot be handled with the other tools.

        Args:
            summary: what the customer wants and why the desk cannot do it, in a sentence or two.
        """
        if not summary.strip():
            raise ShopError("A transfer needs a summary, so that the person need not ask again.")
        with self.transaction() as db:
            db.execute("INSERT INTO transfers VALUES (?)", (summary.strip(),))
        return "Transfer successful"
