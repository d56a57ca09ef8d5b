"""A toy course: one exercise with five checks, small enough to grade in a second."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SLUG = "07_toy"
CELLS = [
    ("text", "intro", "# A toy\n\nWrite `price_of`."),
    (
        "given",
        "given-start",
        'from kit import exercise\n\nRATE = 2\ncheck = exercise("07_toy")',
    ),
    (
        "answer",
        "answer-price",
        "def price_of(tokens: int) -> float:\n"
        '    """Cents."""\n'
        "    # BEGIN ANSWER\n"
        "    return tokens * RATE\n"
        "    # END ANSWER",
    ),
    ("plain", "example", "price_of(3)"),
    (
        "check",
        "check-price",
        'with check("price", points=2) as c:\n'
        "    n = c.rng.randint(10, 99)\n"
        '    c.equal(c.call(price_of, n), n * RATE, where="two cents a token")',
    ),
    (
        "hints",
        "hints-price",
        "<details><summary>Hint 1</summary>\n\nMultiply.\n</details>\n"
        "<details><summary>Hint 2</summary>\n\nBy RATE.\n</details>",
    ),
    ("answer", "answer-craft", '# BEGIN ANSWER\n# STUB: craft = ...\ncraft = "engineering"\n# END ANSWER'),
    ("check", "check-craft", 'with check("craft") as c:\n    c.equal(c.value(craft), "engineering")'),
    (
        "answer",
        "answer-guess",
        "# BEGIN ANSWER\nimport random\n\n\ndef guess(seed):\n"
        "    return random.Random(seed).random() < 0.95\n# END ANSWER",
    ),
    (
        "check",
        "check-guess",
        'with check("guess") as c:\n'
        '    c.trials(lambda i: c.call(guess, c.seed), where="be right nine times in ten")',
    ),
]


def notebook(cells: list[tuple[str, str, str]] = CELLS) -> dict[str, Any]:
    """A solution notebook of (kind, id, source) cells."""
    made: list[dict[str, Any]] = []
    for kind, cell_id, source in cells:
        tags = {} if kind in ("plain", "text") else {"tags": [kind]}
        if kind in ("text", "hints"):
            made.append({"cell_type": "markdown", "id": cell_id, "metadata": tags, "source": source})
        else:
            more = {"execution_count": 3, "outputs": []}
            made.append({"cell_type": "code", "id": cell_id, "metadata": tags, "source": source, **more})
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def course(folder: Path, cells: list[tuple[str, str, str]] = CELLS) -> Path:
    """A course in `folder` with the toy's solution and no exercise yet."""
    for name in ("solutions", "exercises"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "solutions" / f"{SLUG}.ipynb").write_text(json.dumps(notebook(cells)), encoding="utf-8")
    return folder


def rewrite(path: Path, answers: dict[str, str]) -> None:
    """Edit cells of a notebook file by id, as a learner would."""
    data = json.loads(path.read_text(encoding="utf-8"))
    for cell in data["cells"]:
        if cell["id"] in answers:
            cell["source"] = answers[cell["id"]]
    path.write_text(json.dumps(data), encoding="utf-8")
