"""A shop of two orders, for tests of tools: small enough to see at a glance what was done to it."""

from __future__ import annotations

import sqlite3
from typing import Literal


class SmallShopError(ValueError):
    """What the shop's policy does not allow; nothing was changed."""


class SmallShop:
    """Two orders in SQLite. Writes leave the commit to whoever holds the connection, unless `commits`."""

    def __init__(self, path: str = ":memory:", *, commits: bool = True) -> None:
        self.db = sqlite3.connect(path, timeout=30, check_same_thread=False)
        self.commits, self.calls = commits, 0
        self.db.execute("CREATE TABLE IF NOT EXISTS orders (id TEXT PRIMARY KEY, status TEXT, times INT)")
        rows = [("#W1", "pending", 0), ("#W2", "delivered", 0)]
        self.db.executemany("INSERT OR IGNORE INTO orders VALUES (?, ?, ?)", rows)
        self.db.commit()

    def get_order(self, order_id: str) -> dict[str, str]:
        """Look an order up.

        Args:
            order_id: such as #W1.
        """
        row = self.db.execute("SELECT status FROM orders WHERE id = ?", (order_id,)).fetchone()
        if row is None:
            raise LookupError(f"There is no order {order_id}")
        return {"order_id": order_id, "status": row[0]}

    def cancel_order(self, order_id: str, reason: Literal["no longer needed", "by mistake"]) -> str:
        """Cancel an order that is pending.

        Args:
            order_id: such as #W1.
            reason: why the customer wants it.
        """
        self.calls += 1
        if self.get_order_or_refuse(order_id) != "pending":
            raise SmallShopError(f"Order {order_id} is not pending, so it cannot be cancelled")
        self.db.execute("UPDATE orders SET status = 'cancelled', times = times + 1 WHERE id = ?", (order_id,))
        if self.commits:
            self.db.commit()
        return f"Order {order_id} is cancelled."

    def add_note(self, order_id: str, times: int = 1) -> str:
        """Count a note on an order: what happens twice if it is done twice."""
        self.calls += 1
        self.db.execute("UPDATE orders SET times = times + ? WHERE id = ?", (times, order_id))
        if self.commits:
            self.db.commit()
        return "Noted."

    def get_order_or_refuse(self, order_id: str) -> str:
        """An order's status; what is not there is refused by the policy."""
        try:
            return self.get_order(order_id)["status"]
        except LookupError as error:
            raise SmallShopError(str(error)) from None

    def times(self, order_id: str) -> int:
        """How often something was done to an order."""
        return int(self.db.execute("SELECT times FROM orders WHERE id = ?", (order_id,)).fetchone()[0])
