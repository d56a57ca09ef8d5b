"""An exercise's own cells, compiled once, by a process that grades many sets of answers."""

from __future__ import annotations

import ast
from functools import lru_cache
from types import CodeType

from kit.learn.scope import own_scope
from kit.learn.sheet import Cell, Sheet, used_names


@lru_cache(256)
def _compiled(source: str, name: str, apart: bool) -> CodeType:
    tree = ast.parse(source)
    return compile(own_scope(tree) if apart else tree, name, "exec")


@lru_cache(256)
def _names(source: str) -> frozenset[str]:
    return frozenset(used_names(source))


def code_of(cell: Cell) -> CodeType:
    """A given cell's code, or a check's, which has a scope of its own.

    Raises:
        SyntaxError: it is no Python.
    """
    return _compiled(cell.source, f"<{cell.id}>", cell.kind == "check")


def names_of(cell: Cell) -> frozenset[str]:
    """Names that a cell reads."""
    return _names(cell.source)


def prepare(sheet: Sheet) -> None:
    """Compile an exercise's cells: for a process that is about to be forked for each set of answers."""
    for cell in sheet.cells:
        if cell.kind in ("given", "check"):
            code_of(cell)
            names_of(cell)
