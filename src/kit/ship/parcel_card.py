"""The eval card that goes with a shipped solution: found, copied, and held against what is shipped.

A card speaks for one prompt, one model and one setting of its parameters. What is served under other ones is
served unmeasured, and whoever ships it, or reads the package, is told.
"""

from __future__ import annotations

import ast
import json
import re
import shlex
import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kit.ship.card_parts import settings_line
from kit.ship.cards import slug
from kit.ship.cells import Cell, ShipError, made_in


def add_card(
    folder: Path,
    notebook: Path,
    cells: Sequence[Cell],
    values: Mapping[str, Any],
    to: str,
    given: Collection[str] = (),
) -> tuple[str, str]:
    """Copy the notebook's eval card into `folder`/card, if there is one.

    Args:
        folder: of the package.
        notebook: its path. The card is beside it, in `cards`, or (of a sweep's run) in a folder of its name.
        cells: its code, which says what the card is named after (`NAME = "..."`; else, the file).
        values: what the solution's module has of texts (prompts, the model's role), numbers, small tables.
        to: what the package's folder is called, to say what the next one may be.
        given: names of parameters that somebody chose for this service.
    Returns:
        The README's lines about it, and a sentence for whoever ships: what is not as it should be, or "".
    Raises:
        ShipError: the card was measured with other parameters, and none of these was chosen.
    """
    for place in (notebook.with_suffix(""), notebook.parent / "cards", notebook.parent):
        for stem in _stems(notebook, cells):
            if found := sorted(one for one in place.glob("*.card.*") if one.name.startswith(f"{stem}.card.")):
                (folder / "card").mkdir()
                for one in found:
                    shutil.copy2(one, folder / "card" / one.name)
                link = f"How good it is, and on what: [its eval card](card/{found[0].name}).\n"
                note = _other(place / f"{stem}.card.json", values, cells, notebook.name, to, given)
                return f"{link}{note}\n" if note else link, note
    note = f"No eval card was found in cards/: run the notebook to its end, then ship again (--to {to}_2)."
    return "There is no eval card: nobody has written down how good it is.\n", note


def _stems(notebook: Path, cells: Sequence[Cell]) -> list[str]:
    """What the card's file may be called: after the last NAME in the notebook, or after its file."""
    named = (re.match(r"""(?ms).*^NAME = (["'])(.*?[A-Za-z0-9].*?)\1$""", cell.text) for cell in cells)
    return [*(slug(one[2]) for one in named if one), notebook.stem][-2:]


def _fixed_in(cells: Sequence[Cell]) -> set[str]:
    """Names that shipped cells set to a value that is written there: the same whatever model answers."""
    found = set()
    for cell in cells:
        for node in ast.parse(cell.text).body if "ship" in cell.tags else ():
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                with suppress(ValueError, TypeError):
                    ast.literal_eval(node.value)
                    found.add(node.targets[0].id)
    return found


def _other(
    card: Path,
    values: Mapping[str, Any],
    cells: Sequence[Cell],
    notebook: str,
    to: str,
    given: Collection[str],
) -> str:
    """A sentence, if the card was made with another prompt, model or setting than the solution has."""
    parameters = {name for cell in cells if "parameters" in cell.tags for name in made_in(cell.text)}
    fixed = _fixed_in(cells) | parameters
    texts = {value for value in values.values() if isinstance(value, str)}
    with suppress(OSError, ValueError, KeyError, AttributeError):
        data = json.loads(card.read_text("utf-8"))
        wrong = ["prompt"] if set(data["prompts"].values()) - texts else []
        wrong += ["model"] if data["model"] and data["model"].partition(":")[0] not in texts else []
        if wrong:
            said = f"The eval card is of another {' and '.join(wrong)}"
            return f"{said}: run the notebook, then ship again (--to {to}_2)."
        known = {*values} & fixed - {"SOURCE"}  # where answers come from is the service's own affair
        measured = {name: value for name, value in data.get("settings", {}).items() if name in known}
        if other := {name: value for name, value in measured.items() if value != values[name]}:
            served = settings_line({name: values[name] for name in other})
            said = f"The eval card was measured at {settings_line(other)}; this service has {served}."
            if {*other} <= parameters and not {*other} & {*given}:
                a, b = (
                    _command(notebook, {name: those[name] for name in other}) for those in (other, values)
                )
                ways = f"Serve what was measured: {a}; or what the notebook has, unmeasured: {b}"
                raise ShipError(f"{said} Nothing is written yet. {ways}; or run the notebook again first.")
            return f"{said} Run the notebook, then ship again (--to {to}_2)."
    return ""


def _command(notebook: str, parameters: Mapping[str, Any]) -> str:
    words = [f"-p {shlex.quote(f'{name}={value}')}" for name, value in parameters.items()]
    return " ".join(["kit ship", shlex.quote(notebook), *words])
