"""The eval card that goes with a shipped solution: found, copied, and held against what is shipped."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from kit.ship.cards import slug
from kit.ship.cells import Cell


def add_card(folder: Path, notebook: Path, cells: Sequence[Cell], texts: Iterable[str]) -> tuple[str, str]:
    """Copy the notebook's eval card into `folder`/card, if there is one.

    Args:
        folder: of the package.
        notebook: its path. The card is beside it, in `cards`, or (of a sweep's run) in a folder of its name.
        cells: its code, which says what the card is named after (`NAME = "..."`; else, the file).
        texts: the texts that the solution's module has: prompts, and the model's role.
    Returns:
        The README's lines about it, and a sentence for whoever ships: what is not as it should be, or "".
    """
    for place in (notebook.with_suffix(""), notebook.parent / "cards", notebook.parent):
        for stem in _stems(notebook, cells):
            if found := sorted(one for one in place.glob("*.card.*") if one.name.startswith(f"{stem}.card.")):
                (folder / "card").mkdir()
                for one in found:
                    shutil.copy2(one, folder / "card" / one.name)
                link = f"How good it is, and on what: [its eval card](card/{found[0].name}).\n"
                note = _other(place / f"{stem}.card.json", set(texts))
                return f"{link}{note}\n" if note else link, note
    note = "No eval card was found in cards/: run the notebook to its end, then ship."
    return "There is no eval card: nobody has written down how good it is.\n", note


def _stems(notebook: Path, cells: Sequence[Cell]) -> list[str]:
    """What the card's file may be called: after the last NAME in the notebook, or after its file."""
    named = (re.match(r"""(?ms).*^NAME = (["'])(.*?[A-Za-z0-9].*?)\1$""", cell.text) for cell in cells)
    return [*(slug(one[2]) for one in named if one), notebook.stem][-2:]


def _other(card: Path, texts: set[str]) -> str:
    """A sentence, if the card was made with another prompt or model than the solution has."""
    with suppress(OSError, ValueError, KeyError, AttributeError):
        data = json.loads(card.read_text("utf-8"))
        wrong = ["prompt"] if set(data["prompts"].values()) - texts else []
        wrong += ["model"] if data["model"] and data["model"].partition(":")[0] not in texts else []
        if wrong:
            return f"The eval card is of another {' and '.join(wrong)}: run the notebook, then ship again."
    return ""
