"""The cells of a notebook that are tagged `ship`, as one module, looked at without running anything.

What a cell needs must be in the module: a name made in another cell works in the notebook and fails in the
service. Python's own symbol table says which names a module uses and does not make. It cannot see what is
made by `exec`, or by a star import; importing the module in a fresh process (`kit.ship.look`) finds the rest.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

_GIVEN = {*dir(builtins), "__name__", "__file__", "__doc__", "__builtins__", "__annotations__", "__class__"}


class ShipError(Exception):
    """A notebook that cannot be shipped as it is; the message is one sentence with the way out."""


@dataclass(frozen=True)
class Cell:
    """A code cell: its number in the notebook (from 1), its text, its tags."""

    number: int
    text: str
    tags: frozenset[str]


def cells_of(book: Mapping[str, Any]) -> list[Cell]:
    """The code cells of a notebook's data, in order."""
    return [
        Cell(
            number,
            "".join(cell.get("source", "")).rstrip(),
            frozenset(cell.get("metadata", {}).get("tags", ())),
        )
        for number, cell in enumerate(book["cells"], 1)
        if cell.get("cell_type") == "code"
    ]


def with_parameters(cells: list[Cell], values: Mapping[str, Any]) -> list[Cell]:
    """The cells, with one that sets `values` where a run would have put it.

    Raises:
        ShipError: the cell of parameters does not ship.
    """
    if not values:
        return cells
    if not any({"ship", "parameters"} <= cell.tags for cell in cells):
        raise ShipError("The cell of parameters is not tagged `ship`, so none can be set; tag it.")
    at = max(i for i, cell in enumerate(cells) if cell.tags & {"parameters", "injected-parameters"})
    text = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    made = Cell(cells[at].number, text, frozenset({"injected-parameters"}))
    return [*cells[: at + 1], made, *cells[at + 1 :]]


def module_of(cells: list[Cell], what: str) -> str:
    """The source of the module that the cells tagged `ship` make.

    Parameters that a run has set (papermill's own cell) go with the cell they replace.

    Args:
        cells: all code cells of the notebook.
        what: its name, for the first line.
    Raises:
        ShipError: there are none, one is no plain Python, one would do at import what is for a request, or a
            name is used that none of them makes.
    """
    shipped = [cell for cell in cells if "ship" in cell.tags]
    if not shipped:
        raise ShipError(
            f"No cell of {what} is tagged `ship`. Tag those that define Request, Answer and solve "
            "(in JupyterLab: the gears at the top right, Cell Tags)."
        )
    if any("parameters" in cell.tags for cell in shipped):
        shipped = [cell for cell in cells if cell.tags & {"ship", "injected-parameters"}]
    for cell in shipped:
        _look_at(cell)
    parts = [f"# Cell {cell.number}\n{cell.text}\n" for cell in shipped]
    source = f'"""The cells of {what} that are tagged `ship`."""\n\n' + "\n\n".join(parts)
    unclear = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in _walk(source))
    if not unclear and (missing := _unknown(source)):
        raise ShipError(_sentence([(n, cell_at(source, line)) for n, line in missing], cells, shipped))
    return source


def cell_at(source: str, line: int) -> int:
    """The number of the cell that a line of the module came from."""
    marks = [text for text in source.splitlines()[:line] if text.startswith("# Cell ")]
    return int(marks[-1].split()[2]) if marks else 0


def imported(source: str) -> set[str]:
    """The top-level packages that a module imports, at its top or inside a function."""
    found = set()
    for node in _walk(source):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


def _walk(source: str) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source))


def _look_at(cell: Cell) -> None:
    """One cell by itself: plain Python, and nothing of the solution's called while it is imported."""
    magic = next((line for line in cell.text.splitlines() if line.lstrip().startswith(("%", "!"))), None)
    try:
        compile(cell.text, f"cell {cell.number}", "exec", dont_inherit=True)
    except SyntaxError as error:
        if magic is not None:
            raise ShipError(
                f"Cell {cell.number} has the notebook command `{magic.strip()}`, which no service has; "
                "move it to a cell that is not tagged `ship`."
            ) from None
        where = f"line {error.lineno}: {error.msg}"
        raise ShipError(f"Cell {cell.number} is no Python that a module may have ({where}).") from None
    body = ast.parse(cell.text).body
    made = {node.name for node in body if hasattr(node, "name")} | {"display", "print", "solve"}
    for node in body:
        call = node.value if isinstance(node, ast.Expr) else None
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in made:
            raise ShipError(
                f"Cell {cell.number} calls {call.func.id}(...) by itself, so it would run when the service "
                "starts; move that line to a cell that is not tagged `ship`."
            )


def _tables(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    yield table
    for child in table.get_children():
        yield from _tables(child)


def made_in(source: str) -> set[str]:
    """Names that a module makes at its top, or declares global and makes in a function."""
    top = symtable.symtable(source, "cells", "exec")
    found = set()
    for table in _tables(top):
        for one in table.get_symbols():
            made = one.is_assigned() or one.is_imported() or one.is_namespace()
            if made and (table is top or one.is_declared_global()):
                found.add(one.get_name())
    return found


def _unknown(source: str) -> list[tuple[str, int]]:
    """Names that a module uses and nobody makes, each with the first line that uses it."""
    top, made = symtable.symtable(source, "cells", "exec"), made_in(source) | _GIVEN
    used = {
        one.get_name()
        for table in _tables(top)
        for one in table.get_symbols()
        if one.is_referenced() and (one.is_global() or table is top) and one.get_name() not in made
    }
    lines: dict[str, int] = {}
    for node in _walk(source):
        if isinstance(node, ast.Name) and node.id in used:
            lines[node.id] = min(node.lineno, lines.get(node.id, node.lineno))
    return sorted(lines.items(), key=lambda pair: pair[1])


def _sentence(missing: list[tuple[str, int]], cells: list[Cell], shipped: list[Cell]) -> str:
    """What is missing, all at once, and where it is made. JupyterLab numbers no cells, so they are quoted."""
    told = []
    for name, at in missing:
        user = next(cell for cell in shipped if cell.number == at)
        maker = next((cell for cell in cells if cell not in shipped and _makes(cell, name)), None)
        told.append(
            f"`{name}` (in {_quoted(user)}; made {f'in {_quoted(maker)}' if maker else 'in no cell'})"
        )
    return (
        f"Cells tagged `ship` use what no such cell makes: {', '.join(told)}. Move the lines that make it "
        "(not the data, nor what was learned from it) into a cell tagged `ship`."
    )


def _makes(cell: Cell, name: str) -> bool:
    try:
        return name in made_in(cell.text)
    except SyntaxError:  # a cell with notebook commands
        return False


def _quoted(cell: Cell) -> str:
    first = next((line.strip() for line in cell.text.splitlines() if line.strip()), "")
    return f"cell {cell.number}, `{first if len(first) <= 40 else first[:37] + '...'}`"
