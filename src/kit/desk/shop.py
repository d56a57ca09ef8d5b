"""The shop behind the desk: what may be looked up, what may be done, the policy, and what was right.

`Shop()` is tau2-bench's retail domain (Barres et al., 2025; MIT) in SQLite. Its methods are the tools: typed,
each with words for a model to read, named as the recorded actions are. `tasks()` are 114 customers with the
actions that were right for each, so a desk's work is scored by what the database holds afterwards, never by
what the desk says of it.

    with Shop() as shop:
        shop.get_order_details("#W2378156")["status"]        # 'delivered'
        shop.cancel_pending_order("#W2378156", "no longer needed")      # ShopError: is 'delivered'; ...
"""

from __future__ import annotations

import ast
import json
import operator
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, ClassVar

from kit.assets import asset
from kit.desk.shop_actions import REASONS, Actions
from kit.desk.shop_store import ShopError
from kit.desk.tickets import Ticket, tickets

__all__ = ["REASONS", "Action", "Shop", "ShopError", "Task", "achieved", "policy", "tasks"]


class Shop(Actions):
    """The shop's database with its tools.

    Args:
        path: a file, made if it is not there and kept from then on (WAL mode: readers do not wait, a killed
            process leaves the last whole change); ":memory:" for one that is gone when it is closed.
        customer: user id of the only customer this desk serves now. Orders and profiles of all others are
            refused, whatever the caller asks. None: no such limit.
    Raises:
        AssetError: the data is not here and cannot be fetched.
    """

    READS: ClassVar[tuple[str, ...]] = (
        "find_user_id_by_email",
        "find_user_id_by_name_zip",
        "get_user_details",
        "get_order_details",
        "get_product_details",
        "list_all_product_types",
        "calculate",
    )
    WRITES: ClassVar[tuple[str, ...]] = (
        "cancel_pending_order",
        "return_delivered_order_items",
        "exchange_delivered_order_items",
        "modify_pending_order_items",
        "modify_pending_order_address",
        "modify_user_address",
        "modify_pending_order_payment",
        "transfer_to_human_agents",
    )

    def find_user_id_by_email(self, email: str) -> str:
        """Find a customer's user id by email. Needed before anything is looked up or done for a customer.

        Args:
            email: the address the customer gives, such as 'someone@example.com'.
        """
        return self._found("email = ? COLLATE NOCASE", f"the email {email!r}", email.strip())

    def find_user_id_by_name_zip(self, first_name: str, last_name: str, zip: str) -> str:
        """Find a customer's user id by name and zip code, if the email is not known.

        Args:
            first_name: the customer's first name.
            last_name: the customer's last name.
            zip: the zip code of the customer's default address.
        """
        where = "first_name = ? COLLATE NOCASE AND last_name = ? COLLATE NOCASE AND zip = ?"
        who = f"the name {first_name} {last_name} and zip code {zip}"
        return self._found(where, who, first_name.strip(), last_name.strip(), zip.strip())

    def get_user_details(self, user_id: str) -> dict[str, Any]:
        """Look up a customer's profile: name, address, email, payment methods and the ids of the orders.

        Args:
            user_id: the customer, such as 'sara_doe_496'.
        """
        return self.user(user_id)

    def get_order_details(self, order_id: str) -> dict[str, Any]:
        """Look up an order: status, items with their options and prices, address, payments, tracking.

        Args:
            order_id: the order, such as '#W0000000', with the '#'.
        """
        return self.order(order_id)

    def get_product_details(self, product_id: str) -> dict[str, Any]:
        """Look up a product: its variants (item ids), their options, prices and whether they are available.

        Args:
            product_id: the product, such as '6086499569'; a product's id is not an item's id.
        """
        found = self.rows("SELECT name FROM products WHERE product_id = ?", product_id)
        if not found:
            raise ShopError(f"There is no product {product_id!r}; an order's items name their product_id.")
        rows = self.rows("SELECT * FROM variants WHERE product_id = ? ORDER BY rowid", product_id)
        variants = {
            row["item_id"]: {
                "item_id": row["item_id"],
                "options": json.loads(row["options"]),
                "available": bool(row["available"]),
                "price": row["price"],
            }
            for row in rows
        }
        return {"name": found[0]["name"], "product_id": product_id, "variants": variants}

    def list_all_product_types(self) -> dict[str, str]:
        """List the names of all 50 products, each with its product id."""
        return {row["name"]: row["product_id"] for row in self.rows("SELECT * FROM products ORDER BY name")}

    def calculate(self, expression: str) -> float:
        """Work out a sum, rounded to cents.

        Args:
            expression: numbers with + - * / and parentheses, such as '(46.66 + 9.89) * 2'.
        """
        try:
            return round(_value(ast.parse(expression.strip(), mode="eval").body), 2)
        except (SyntaxError, KeyError, ZeroDivisionError, OverflowError, RecursionError) as error:
            raise ShopError(f"{expression!r} is no sum of numbers with + - * / and parentheses.") from error

    def _found(self, where: str, who: str, *values: str) -> str:
        rows = self.rows(f"SELECT user_id FROM users WHERE {where}", *values)
        if not rows:
            raise ShopError(f"There is no customer with {who}; ask for the spelling, or for the other way.")
        return str(rows[0]["user_id"])


_SUMS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def _value(node: ast.AST) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand)
    if isinstance(node, ast.BinOp):
        return _SUMS[type(node.op)](_value(node.left), _value(node.right))  # type: ignore[index]
    raise KeyError(node)


@lru_cache(maxsize=1)
def policy() -> str:
    """What the shop's desk may do and must not: Markdown, 6,700 characters, headings for each action."""
    return asset("retail-policy").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Action:
    """One call of a tool: its name, and the arguments by name."""

    name: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Task:
    """One customer, and what was right to do for her.

    Attributes:
        id: the task's number in the data set, as text; equal to `ticket.id`.
        ticket: what she wrote.
        user_id: who she is: known from the channel she wrote through, so nothing a model has to believe.
        actions: the recorded calls in their order: reads, writes, and some that the shop refuses (a misheard
            email, a product that is none, a refund to the wrong card), since the recorded desk tried too.
        writes: those of `actions` that change the shop, in their order: what `achieved` asks for. Ten tasks
            have none: right was to refuse, to hand over or to answer.
        told: texts that a right answer contains, such as an amount or a tracking number; mostly empty.
    """

    id: str
    ticket: Ticket
    user_id: str
    actions: tuple[Action, ...] = field(repr=False)
    writes: tuple[Action, ...] = field(repr=False)
    told: tuple[str, ...] = field(repr=False, default=())


@lru_cache(maxsize=1)
def tasks() -> tuple[Task, ...]:
    """All 114 tasks, in the order of the data set, one for each of `kit.desk.tickets()`."""
    rows = json.loads(asset("retail-tasks").read_text(encoding="utf-8"))
    with Shop() as shop:
        return tuple(_task(shop, row, ticket) for row, ticket in zip(rows, tickets(), strict=True))


def achieved(shop: Shop, task: Task) -> bool:
    """True if the shop now holds what the recorded writes would have left, and nothing else was changed.

    Args:
        shop: a shop that was fresh (`Shop()`) before this one task was worked on.
        task: of `tasks()`, or your own.
    """
    with Shop() as right:
        for action in task.writes:
            getattr(right, action.name)(**action.arguments)
        return shop.state() == right.state()


def _task(shop: Shop, row: dict[str, Any], ticket: Ticket) -> Task:
    recorded = row["evaluation_criteria"]["actions"] or ()
    actions = tuple(Action(action["name"], action["arguments"]) for action in recorded)
    told = tuple(row["evaluation_criteria"]["communicate_info"] or ())
    return Task(ticket.id, ticket, _customer(shop, row, actions), actions, _accepted(actions), told)


def _accepted(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    done = []
    with Shop() as fresh:
        for action in actions:
            if action.name in Shop.WRITES and action.name != "transfer_to_human_agents":
                with suppress(ShopError):
                    getattr(fresh, action.name)(**action.arguments)
                    done.append(action)
    return tuple(done)


_KNOWN = re.compile(r"\b([a-z]+_[a-z]+_\d{4})\b|([A-Z][a-z]+) ([A-Z][a-z]+)\b.*?(\d{5})")


def _customer(shop: Shop, row: dict[str, Any], actions: tuple[Action, ...]) -> str:
    for action in actions:
        order = shop.rows("SELECT user_id FROM orders WHERE order_id = ?", action.arguments.get("order_id"))
        if user_id := action.arguments.get("user_id") or (order and order[0]["user_id"]):
            return str(user_id)
    known = _KNOWN.search(row["user_scenario"]["instructions"]["known_info"])
    if known is None:
        raise ShopError(f"Task {row['id']} does not say who the customer is.")
    user_id, first, last, zip_code = known.groups()
    return user_id or shop.find_user_id_by_name_zip(first, last, zip_code)
