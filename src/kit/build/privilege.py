"""Least privilege: what a model may do at all, decided by code, whoever wrote the text that it read.

A guard that looks at words can be talked past. A tool that is not there cannot be called, and a tool that
takes the customer from the session, not from the model, cannot read another customer's orders, in no
language and no encoding. What stays open: harm to the customer himself by tools he does need; for that,
approval (`Toolbox(approve=...)`). Left out: permissions of the database's own, which you should have too.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Container, Iterable, Mapping
from typing import Any

from kit.build.dispatch import Toolbox
from kit.build.tools import Tool, tool


def least_privilege(
    toolbox: Toolbox,
    allow: Iterable[str],
    bound: Mapping[str, Any] | None = None,
    only: Mapping[str, Container[Any]] | None = None,
) -> Toolbox:
    """A toolbox cut down to one task of one customer.

    Args:
        toolbox: as the desk has it. Its ledger, approval and other settings stay.
        allow: names of the tools that this task needs; the model is not told of the others.
        bound: arguments that code fills in ({"user_id": session.user}): the model neither sees nor sets them.
        only: arguments with the values they may have ({"order_id": this customer's orders}); of a list, each
            of its items. Another value is refused in the words for one that does not exist, so that nobody
            learns which ids are real.
    Returns:
        A new `Toolbox`.
    Raises:
        ValueError: a name that is no tool, or no argument of the tools allowed: a slip there would be an open
            door, not an error, later.

    Example:
        `least_privilege(desk, allow=shop.READS, bound={"user_id": me}, only={"order_id": my_orders})`
    """
    allowed, bound, only = list(allow), dict(bound or {}), dict(only or {})
    unknown = [name for name in allowed if name not in toolbox.tools]
    if unknown:
        raise ValueError(f"no tool is called {', '.join(unknown)}; there are: {', '.join(toolbox.tools)}.")
    taken = {part for name in allowed for part in toolbox.tools[name].schema["properties"]}
    if missing := [part for part in (*bound, *only) if part not in taken]:
        raise ValueError(
            f"none of the tools allowed takes {', '.join(missing)}; they take: {', '.join(sorted(taken))}."
        )
    return Toolbox(
        [_cut(toolbox.tools[name], bound, only) for name in dict.fromkeys(allowed)],
        ledger=toolbox.ledger,
        approve=toolbox.approve,
        dry_run=toolbox.dry_run,
        run=toolbox.run,
        longest=toolbox.longest,
    )


def _cut(known: Tool, bound: Mapping[str, Any], only: Mapping[str, Container[Any]]) -> Tool:
    """The tool without the bound arguments, and with a look at the others."""
    parameters = inspect.signature(known.function).parameters
    fixed = {name: value for name, value in bound.items() if name in parameters}

    def call(**given: Any) -> Any:
        arguments = {**given, **fixed}
        for name, values in only.items():
            value = arguments.get(name)
            for one in value if isinstance(value, list | tuple) else [] if value is None else [value]:
                if one not in values:
                    raise PermissionError(f"there is no {name} {one!r}")
        return known.function(**arguments)

    shown = [p.replace(kind=p.KEYWORD_ONLY) for name, p in parameters.items() if name not in fixed]
    hints = typing.get_type_hints(known.function, include_extras=True)
    call.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]
    call.__annotations__ = {name: hint for name, hint in hints.items() if name not in fixed}
    call.__doc__ = inspect.getdoc(known.function)
    refuses = (*known.refuses, PermissionError)
    return tool(call, writes=known.writes, refuses=refuses, name=known.name, description=known.description)
