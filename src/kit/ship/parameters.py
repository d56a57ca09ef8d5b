"""What can be set in a notebook: the names in its `parameters` cell, and the type that each has there.

`kit run -p k=5` gives text; whether that is a number is decided by what the notebook itself has. A name that
it has not is refused before anything starts, since papermill would set it and nobody would read it.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

UNREADABLE = object()
"""The default of a parameter that is computed, so that its type is known only when it runs."""

_WHOLE = r"""'[^']*'|"[^"]*"|\[[^]]*\]|\([^)]*\)|\{[^}]*\}"""
_OUTSIDE = re.compile(rf""",(?=(?:{_WHOLE}|[^][(){{}}'"])*$)""")  # a comma in none of these


class RunError(Exception):
    """A notebook that cannot be run as asked; the message is one sentence with the way out."""


def read(path: Path) -> dict[str, Any]:
    """A notebook file as data.

    Raises:
        RunError: no such file, or it is no notebook.
    """
    try:
        book = json.loads(path.read_text("utf-8"))
        if isinstance(book["cells"], list):
            return dict(book)
    except FileNotFoundError:
        raise RunError(f"There is no notebook {path}. From here: {Path.cwd()}") from None
    except (OSError, KeyError, TypeError, ValueError):
        pass
    raise RunError(f"{path} is no notebook (version 4), or was cut off.")


def bare(book: Mapping[str, Any]) -> dict[str, Any]:
    """A notebook without outputs, which another machine has no use for."""
    clean: dict[str, Any] = {"outputs": [], "execution_count": None}
    cells = [cell | clean if cell.get("cell_type") == "code" else cell for cell in book["cells"]]
    return {**book, "cells": cells}


def without(book: Mapping[str, Any], tag: str) -> dict[str, Any]:
    """A notebook without the cells of a tag."""
    cells = [cell for cell in book["cells"] if tag not in cell.get("metadata", {}).get("tags", ())]
    return {**book, "cells": cells}


def defaults(book: Mapping[str, Any]) -> dict[str, Any] | None:
    """Names that the notebook's `parameters` cell sets, with their values; None if it has no such cell.

    Raises:
        RunError: the cell is no Python.
    """
    for cell in book["cells"]:
        if "parameters" in cell.get("metadata", {}).get("tags", ()):
            try:
                body = ast.parse("".join(cell["source"])).body
            except SyntaxError as error:
                raise RunError(f"The 'parameters' cell is no plain Python: {error}.") from None
            return {
                target.id: _literal(node.value)
                for node in body
                if isinstance(node, ast.Assign | ast.AnnAssign)
                for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(target, ast.Name)
            }
    return None


def _literal(node: ast.expr | None) -> Any:
    """The value of an expression; of `size(60, quick=8)` or `os.environ.get("X", "y")` one of its type."""
    parts = [node, *reversed(node.args)] if isinstance(node, ast.Call) else [node]
    for part in parts:
        try:
            return ast.literal_eval(part)  # type: ignore[arg-type]
        except (ValueError, TypeError):
            continue
    return UNREADABLE


def chosen(book: Mapping[str, Any], given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """`given` under the notebook's own names, each value of the type that it has there.

    Raises:
        RunError: the notebook has no such parameter, or the value is of another type.
    """
    known = defaults(book)
    if known is None and given:
        raise RunError(f"{name} has no cell tagged 'parameters', so nothing in it can be set. Tag one.")
    found, lower = {}, {own.lower(): own for own in known or {}}
    for asked, value in given.items():
        own = asked if known and asked in known else lower.get(asked.lower())
        if own is None:
            near = get_close_matches(asked.lower(), lower, 1, 0.5)
            hint = f"; did you mean {lower[near[0]]}?" if near else "."
            raise RunError(f"{name} has no parameter {asked!r}{hint} It has: {', '.join(known or {})}.")
        found[own] = typed(value, (known or {})[own], own)
    return found


def typed(value: Any, default: Any, name: str) -> Any:
    """A value as its parameter has it: "5" where the default is 3 becomes 5, where it is "a" stays "5".

    Raises:
        RunError: it cannot be read as that.
    """
    if not isinstance(value, str) or isinstance(default, str):
        return value if not isinstance(default, str) or value is None else str(value)
    if isinstance(default, bool):
        if value.lower() in ("true", "false", "yes", "no", "1", "0"):
            return value.lower() in ("true", "yes", "1")
        raise RunError(f"{name}={value!r} must be true or false, as {default} is in the notebook.")
    try:
        read_as = ast.literal_eval(value)
    except (ValueError, SyntaxError):
        read_as = value
    if default is UNREADABLE or default is None or read_as is None:
        return read_as
    both = int | float if isinstance(default, int | float) else type(default)
    if not isinstance(read_as, both) or isinstance(read_as, bool):
        kind = "number" if both == int | float else type(default).__name__
        raise RunError(f"{name}={value!r} must be a {kind}, as {default!r} is in the notebook.")
    return read_as


def given(words: Iterable[str]) -> dict[str, str]:
    """`NAME=VALUE` words of a command line as a mapping.

    Raises:
        RunError: a word without a name and a "=".
    """
    found = {}
    for word in words:
        name, sign, value = word.partition("=")
        if not sign or not name.strip():
            raise RunError(f"-p {word!r} has no name and value; write it as NAME=VALUE.")
        found[name.strip()] = value
    return found


def listed(text: str) -> list[str]:
    """Values of a grid: parts between commas, but "[1,2],[3]" and "'a,b'" are not cut inside.

    Example: `listed("small,large")` is ["small", "large"].
    """
    return [part.strip() for part in _OUTSIDE.split(text)]
