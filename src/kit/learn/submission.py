"""A notebook as data: a learner's answers taken out of it, and the exercise made from a sheet.

Nothing of a submission is ever run as it stands: `answers_in` takes the text of its answer cells, and that is
all the grader uses of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

from kit.learn.sheet import Sheet, bound_names, read_names

OWN = "after "
"""Before the id of a cell: the learner's own cells that stand below it."""


def answers_in(notebook: dict[str, Any], sheet: Sheet) -> tuple[dict[str, str], list[str]]:
    """The learner's answer cells, by the sheet's ids; with a sentence for each that is missing or double.

    A cell is known by its id; if a tool gave it another, by the id in its metadata; if that is gone too, by
    its first comment. Several cells for one answer (a cell that was split or copied) are taken in order.
    The learner's own cells come along (as `OWN` and the id of the cell above) if they bind a name that an
    answer reads, and so do examples they changed: a helper function, say.
    """
    found: dict[str, list[str]] = {cell_id: [] for cell_id in sheet.answers}
    kinds, own, above = {cell.id: cell.kind for cell in sheet.cells}, [], ""
    for cell in (cell for cell in notebook["cells"] if cell["cell_type"] == "code"):
        made = cell["metadata"].get("kit")
        first = cell["source"].split("\n", 1)[0].strip().removeprefix("#").strip()
        names = (cell.get("id"), made.get("cell") if isinstance(made, dict) else None, first)
        home = next((n for n in names if isinstance(n, str) and n in kinds), None)
        above = home or above
        if home in found:
            found[home].append(_without_installs(cell["source"]))
        elif home is None or kinds[home] == "plain":
            own.append((home or OWN + above, cell["source"]))
    notes = []
    for cell_id, sources in found.items():
        if len(sources) > 1:  # a copy that nobody wrote in does not undo an answer
            written = [s for s in sources if s.strip() != sheet.stubs[cell_id].strip()]
            sources[:] = written or sources[:1]
        if not sources:
            notes.append(f"Cell {cell_id} is missing (deleted or renamed), so it counts as unwritten.")
        if len(sources) > 1:
            notes.append(f"Cell {cell_id} occurs {len(sources)} times; all were taken, in order.")
    answers = {cell_id: "\n".join(sources) for cell_id, sources in found.items() if sources}
    wanted = {name for source in answers.values() for name in read_names(source)}
    taken: set[int] = set()
    while more := {i for i, (_, text) in enumerate(own) if i not in taken and bound_names(text) & wanted}:
        taken |= more  # and helpers have helpers
        wanted |= {name for i in more for name in read_names(own[i][1])}
    for i in sorted(taken):
        cell_id, text = own[i]
        answers[cell_id] = f"{answers[cell_id]}\n{text}" if cell_id in answers else text
    return answers, notes


def _without_installs(source: str) -> str:
    """An answer without lines that install packages, which a grade has no network for."""
    return re.sub(r"^[ \t]*[%!](?:pip|conda|mamba|uv)\b.*$", "pass", source, flags=re.M)


def exercise_text(sheet: Sheet) -> str:
    """The exercise notebook of a sheet, as the text of its file: the same bytes for the same solution."""
    cells = []
    for cell in sheet.cells:
        source = sheet.stubs.get(cell.id, cell.source)
        tags = cell.raw.get("metadata", {}).get("tags")
        metadata: dict[str, Any] = {"kit": {"cell": cell.id, "made": _digest(source)}}
        metadata |= {"tags": tags} if tags else {}
        metadata |= {"deletable": False} if cell.kind in ("answer", "check") else {}
        metadata |= {"editable": False} if cell.kind == "check" else {}
        made = {"cell_type": cell.raw["cell_type"], "id": cell.id, "metadata": metadata}
        made["source"] = source.splitlines(keepends=True)
        if cell.raw["cell_type"] == "code":
            made |= {"execution_count": None, "outputs": []}
        cells.append(made)
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    notebook = {
        "cells": cells,
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def holds_work(notebook: dict[str, Any]) -> bool:
    """Whether somebody has written in this exercise since it was built: a changed, added or foreign cell."""
    for cell in notebook["cells"]:
        made = cell["metadata"].get("kit")
        if not isinstance(made, dict) or made.get("made") != _digest(cell["source"]):
            if not made and not cell["source"].strip():
                continue
            return True
    return False


def _digest(source: str) -> str:
    return hashlib.sha256(source.rstrip("\n").encode()).hexdigest()[:16]
