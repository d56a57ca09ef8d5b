"""A made-up class for the toy exercise: right, wrong, crashing and unreadable submissions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import toy

from kit.learn.sheet import Sheet, parse
from kit.learn.submission import exercise_text

SHEET: Sheet = parse(toy.notebook(), toy.SLUG)
RIGHT = SHEET.answers
STEADY = {"answer-guess": "def guess(seed):\n    return True"}
ANSWERS: dict[str, dict[str, str]] = {
    "ann": RIGHT,
    "bob": RIGHT | {"answer-price": "def price_of(tokens):\n    return tokens * 3"},
    "cleo": {},
    "dan": RIGHT | {"answer-craft": "craft = 'eng' + 'ineering'"} | STEADY,
    "eve": RIGHT | {"answer-price": "import os\nos._exit(0)"},
    "finn": RIGHT | {"answer-craft": "craft = ["},
    "gus": RIGHT | {"answer-guess": "def guess(seed):\n    return seed % 2 == 0"},
}
POINTS = {"ann": 4, "bob": 2, "cleo": 0, "dan": 4, "eve": 0, "finn": 3, "gus": 3}


def notebook(answers: dict[str, str]) -> dict[str, Any]:
    """The exercise with these answers in it."""
    made: dict[str, Any] = json.loads(exercise_text(SHEET))
    for cell in made["cells"]:
        cell["source"] = answers.get(cell["id"], cell["source"])
    return made


def klass(folder: Path, answers: dict[str, dict[str, str]] | None = None) -> Path:
    """A folder with a course and a class: `course/` and `class/LEARNER/07_toy.ipynb`."""
    toy.course(folder / "course")
    for who, written in (ANSWERS if answers is None else answers).items():
        path = folder / "class" / who / f"{toy.SLUG}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(notebook(written)), encoding="utf-8")
    return folder
