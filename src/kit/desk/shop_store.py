"""The shop's database: 500 customers, 1,000 orders and 50 products of tau2-bench's retail domain, in SQLite.

Plain tables that anybody can open. `Store` reads orders and customers as dicts and makes each change one
transaction: done whole or not at all, also when the process is killed in between. What may be changed, and
when, is the business of `kit.desk.shop_actions`.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any, Self

from kit.assets import asset, made_once

ADDRESS = ("address1", "address2", "city", "state", "country", "zip")

_TABLES = """
CREATE TABLE users (user_id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT,
    address1 TEXT, address2 TEXT, city TEXT, state TEXT, country TEXT, zip TEXT);
CREATE TABLE payment_methods (id TEXT PRIMARY KEY, user_id TEXT, source TEXT, brand TEXT, last_four TEXT,
    balance REAL);
CREATE TABLE products (product_id TEXT PRIMARY KEY, name TEXT);
CREATE TABLE variants (item_id TEXT PRIMARY KEY, product_id TEXT, options TEXT, available INTEGER,
    price REAL);
CREATE TABLE orders (order_id TEXT PRIMARY KEY, user_id TEXT, status TEXT,
    address1 TEXT, address2 TEXT, city TEXT, state TEXT, country TEXT, zip TEXT, details TEXT DEFAULT '{}');
CREATE TABLE order_items (order_id TEXT, name TEXT, product_id TEXT, item_id TEXT, price REAL, options TEXT);
CREATE TABLE payments (order_id TEXT, transaction_type TEXT, amount REAL, payment_method_id TEXT);
CREATE TABLE shipments (order_id TEXT, tracking_id TEXT, item_ids TEXT);
CREATE TABLE transfers (summary TEXT);
CREATE TABLE touched (kind TEXT, id TEXT, PRIMARY KEY (kind, id));
CREATE INDEX orders_of ON orders (user_id);
CREATE INDEX methods_of ON payment_methods (user_id);
CREATE INDEX variants_of ON variants (product_id);
CREATE INDEX items_of ON order_items (order_id);
CREATE INDEX payments_of ON payments (order_id);
CREATE INDEX shipments_of ON shipments (order_id);
"""
# What an action can change (a transfer changes no order); triggers note what was touched, for `state`.
_CHANGEABLE = {
    "order": (
        "SELECT * FROM orders WHERE order_id = ?",
        "SELECT * FROM order_items WHERE order_id = ? ORDER BY rowid",
        "SELECT * FROM payments WHERE order_id = ? ORDER BY rowid",
    ),
    "user": (
        "SELECT * FROM users WHERE user_id = ?",
        "SELECT * FROM payment_methods WHERE user_id = ? ORDER BY rowid",
    ),
}
_TRIGGER = """
CREATE TRIGGER {table}_{event} AFTER {event} ON {table}
BEGIN INSERT OR IGNORE INTO touched VALUES ('{kind}', {row}.{kind}_id); END;
"""
_ORDERS = "SELECT order_id FROM orders WHERE user_id = ? ORDER BY rowid"
_METHODS = "SELECT * FROM payment_methods WHERE user_id = ? ORDER BY rowid"
_OUTER = ("BEGIN IMMEDIATE", "ROLLBACK", "COMMIT")
_INNER = ("SAVEPOINT inner", "ROLLBACK TO inner", "RELEASE inner")
_ITEMS = "SELECT name, product_id, item_id, price, options FROM order_items WHERE order_id = ? ORDER BY rowid"
_PAID = "SELECT transaction_type, amount, payment_method_id FROM payments WHERE order_id = ? ORDER BY rowid"
_SHIPMENTS = "SELECT tracking_id, item_ids FROM shipments WHERE order_id = ? ORDER BY rowid"


class ShopError(ValueError):
    """The shop refuses: something is not known, or the policy does not allow it. One sentence says why."""


class Store:
    """A connection to one database of the shop; people use `kit.desk.shop.Shop`."""

    def __init__(self, path: str | Path = ":memory:", *, customer: str | None = None) -> None:
        self.path, self.customer, self._lock = str(path), customer, RLock()
        if self.path == ":memory:":
            self.db = _connected(self.path)
            _fill(self.db)
        else:
            self.db = _connected(str(made_once(Path(path), _write)))
            self.db.execute("PRAGMA journal_mode = WAL")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection. What was done is on disk already, if the shop has a path."""
        self.db.close()

    def copy(self) -> Self:
        """The shop as it stands now, in memory: what is tried there does not change this one."""
        twin = type(self)(customer=self.customer)
        with self._lock:
            self.db.backup(twin.db)
        return twin

    def state(self) -> str:
        """A digest: equal for two shops that hold the same orders, items, payments, balances, addresses."""
        changed = []
        with self._lock, _TEMPLATE_LOCK:
            for kind, one in self.db.execute("SELECT kind, id FROM touched ORDER BY kind, id").fetchall():
                before, now = (_snapshot(db, kind, one) for db in (_template(), self.db))
                changed += [now] if now != before else []
        return hashlib.sha256(json.dumps(changed).encode()).hexdigest()[:16]

    @property
    def transfers(self) -> tuple[str, ...]:
        """The summaries of all customers handed over to a person so far."""
        return tuple(row["summary"] for row in self.rows("SELECT summary FROM transfers ORDER BY rowid"))

    def rows(self, query: str, *values: Any) -> list[dict[str, Any]]:
        """Ask the database. `query` is SQL with `?` for each value; rows come as dicts."""
        with self._lock:
            return [dict(row) for row in self.db.execute(query, values)]

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All changes made inside happen together, or none of them; inside another one, as a part of it."""
        with self._lock:
            begin, back, end = _INNER if self.db.in_transaction else _OUTER
            self.db.execute(begin)
            try:
                yield self.db
            except BaseException:
                self.db.execute(back)
                raise
            self.db.execute(end)

    def user(self, user_id: str) -> dict[str, Any]:
        """A customer's profile as a dict. Raises ShopError if there is none, or it is another customer's."""
        found = self.rows("SELECT * FROM users WHERE user_id = ?", user_id)
        if not found:
            raise ShopError(f"There is no customer {user_id!r}; find the id by email, or by name and zip.")
        self._mine(user_id)
        row, methods = found[0], self.rows(_METHODS, user_id)
        return {
            "user_id": row["user_id"],
            "name": {"first_name": row["first_name"], "last_name": row["last_name"]},
            "address": {part: row[part] for part in ADDRESS},
            "email": row["email"],
            "payment_methods": {method["id"]: _method(method) for method in methods},
            "orders": [row["order_id"] for row in self.rows(_ORDERS, user_id)],
        }

    def order(self, order_id: str) -> dict[str, Any]:
        """An order as a dict. Raises ShopError if there is none, or if it is another customer's."""
        found = self.rows("SELECT * FROM orders WHERE order_id = ?", order_id)
        if not found:
            raise ShopError(f"There is no order {order_id!r}; order ids look like '#W2378156'.")
        row = found[0]
        self._mine(row["user_id"])
        items, shipped = self.rows(_ITEMS, order_id), self.rows(_SHIPMENTS, order_id)
        return {
            "order_id": order_id,
            "user_id": row["user_id"],
            "address": {part: row[part] for part in ADDRESS},
            "items": [item | {"options": json.loads(item["options"])} for item in items],
            "status": row["status"],
            "fulfillments": [{name: json.loads(value) for name, value in box.items()} for box in shipped],
            "payment_history": self.rows(_PAID, order_id),
            **json.loads(row["details"]),
        }

    def _mine(self, user_id: str) -> None:
        if self.customer not in (None, user_id):
            raise ShopError("That belongs to another customer; this desk serves one customer at a time.")


def _method(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "user_id" and value is not None}


def _connected(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False)
    db.row_factory = sqlite3.Row
    return db


def _write(path: Path) -> None:
    path.unlink(missing_ok=True)
    with closing(_connected(str(path))) as db:
        _fill(db)


def _fill(db: sqlite3.Connection) -> None:
    with _TEMPLATE_LOCK:
        _template().backup(db)


def _snapshot(db: sqlite3.Connection, kind: str, one: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for query in _CHANGEABLE[kind] for row in db.execute(query, (one,))]


_TEMPLATE_LOCK = RLock()


@lru_cache(maxsize=1)
def _template() -> sqlite3.Connection:
    """The shop as the data set has it, built once a process; every Shop begins as a copy of it."""
    data = json.loads(gzip.decompress(asset("retail-orders").read_bytes()))
    db = _connected(":memory:")
    db.executescript(_TABLES)
    db.execute("BEGIN")
    for user_id, user in data["users"].items():
        who = (user_id, user["name"]["first_name"], user["name"]["last_name"], user["email"])
        _insert(db, "users", *who, *_parts(user["address"]))
        for method in user["payment_methods"].values():
            row = (method.get(name) for name in ("source", "brand", "last_four", "balance"))
            _insert(db, "payment_methods", method["id"], user_id, *row)
        for order_id in user["orders"]:
            _place(db, data["orders"][order_id])
    for product_id, product in data["products"].items():
        _insert(db, "products", product_id, product["name"])
        for item_id, variant in product["variants"].items():
            options = json.dumps(variant["options"])
            _insert(db, "variants", item_id, product_id, options, variant["available"], variant["price"])
    db.execute("COMMIT")
    tables = {"orders": "order", "order_items": "order", "payments": "order"}
    for table, kind in (tables | {"users": "user", "payment_methods": "user"}).items():
        for event, side in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            db.executescript(_TRIGGER.format(table=table, event=event, kind=kind, row=side))
    return db


def _place(db: sqlite3.Connection, order: dict[str, Any]) -> None:
    order_id = order["order_id"]
    _insert(db, "orders", order_id, order["user_id"], order["status"], *_parts(order["address"]), "{}")
    for item in order["items"]:
        kept = (item[name] for name in ("name", "product_id", "item_id", "price"))
        _insert(db, "order_items", order_id, *kept, json.dumps(item["options"]))
    for paid in order["payment_history"]:
        _insert(db, "payments", order_id, paid["transaction_type"], paid["amount"], paid["payment_method_id"])
    for box in order["fulfillments"]:
        _insert(db, "shipments", order_id, json.dumps(box["tracking_id"]), json.dumps(box["item_ids"]))


def _parts(address: dict[str, str]) -> tuple[str, ...]:
    return tuple(address[part] for part in ADDRESS)


def _insert(db: sqlite3.Connection, table: str, *values: Any) -> None:
    db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
