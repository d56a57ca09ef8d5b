"""In a real kernel: the panel, the short error, and the same verdicts as the grader gives."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import nbclient
import nbformat
import pytest
import toy

from kit.learn import progress
from kit.learn.grade import grade, run
from kit.learn.sheet import parse

EXERCISE = Path("exercises") / f"{toy.SLUG}.ipynb"
ANSWERS = {
    "answer-price": "async def price_of(tokens):\n    return (2 * tokens,)[0]",
    "answer-craft": "craft = 'ml'",
    "answer-guess": "def guess(seed):\n    raise ValueError('no <b>idea</b>')",
}


def executed(path: Path) -> dict[str, Any]:
    book = nbformat.read(path, 4)
    where = {"metadata": {"path": str(path.parent)}}
    nbclient.NotebookClient(book, kernel_name="python3", allow_errors=True, resources=where).execute()
    return {cell["id"]: cell for cell in book.cells}


def text_of(cell: Any) -> str:
    return "".join(o.get("data", {}).get("text/plain", "") for o in cell["outputs"])


def test_a_check_shows_a_panel_with_a_text_twin_and_a_failing_one_raises_one_line(course: Path) -> None:
    toy.rewrite(EXERCISE, ANSWERS)
    cells = executed(EXERCISE)
    assert text_of(cells["check-price"]) == "✓ price: 2 of 2 points"
    panel, error = cells["check-craft"]["outputs"]
    assert text_of(cells["check-craft"]).splitlines() == [
        "✗ craft: 0 of 1 point",
        "  `craft` is not what is expected.",
        "  expected  'engineering'",
        "  got       'ml'",
        "  hint      unfold the hints below, or run: kit hint 07 craft",
    ]
    assert "engineering" in panel["data"]["text/html"]
    assert error["ename"] == "CheckFailed"
    assert len(error["traceback"]) == 1
    html = cells["check-guess"]["outputs"][0]["data"]["text/html"]
    assert "no &lt;b&gt;idea&lt;/b&gt;" in html
    assert "raised ValueError, in line 2" in html
    assert progress.passed() == {toy.SLUG: {"price": True, "craft": False, "guess": False}}


def test_the_notebook_and_the_grader_say_the_same(course: Path) -> None:
    toy.rewrite(EXERCISE, ANSWERS)
    cells = executed(EXERCISE)
    for verdict in grade("7").verdicts:
        assert text_of(cells[f"check-{verdict.check}"]) == repr(verdict)


def test_unsolved_and_not_yet_run_answers_are_told_apart(course: Path) -> None:
    toy.rewrite(EXERCISE, {"answer-craft": "pass"})
    cells = executed(EXERCISE)
    assert "`price_of` is not written yet: in cell `answer-price`" in text_of(cells["check-price"])
    assert "`craft` does not exist yet. Run cell `answer-craft`" in text_of(cells["check-craft"])


def test_nbval_is_a_grade_too(course: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "--nbval-lax", "-p", "no:cacheprovider", str(EXERCISE)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
    solution = str(Path("solutions") / f"{toy.SLUG}.ipynb")
    done = subprocess.run([*command[:-1], solution], capture_output=True, check=False)
    assert done.returncode == 0, done.stdout.decode()
    assert progress.passed()[toy.SLUG]["price"] is False, "a solution that its author runs is no progress"


RESULTS = [
    "(1, 2)", "{3, 1, 2}", "{1: 'a', (2, 'b'): None}", "float('nan')", "numpy.arange(3) / 2",
    "(i for i in range(3))", "Point(1, [2])", "Model(x=1)", "Colour.RED", "Decimal('0.5')", "True",
    "10 ** 40",
    "[{'$': 'tuple', 'items': []}]", "'\\ud800'", "...", "None", "b''", "object()", "numpy.float32(0.1)",
]  # fmt: skip
MAKE = """import numpy, dataclasses, enum, pydantic
from decimal import Decimal
Point = dataclasses.make_dataclass("Point", ["x", "y"])
class Model(pydantic.BaseModel):
    x: int
class Colour(enum.Enum):
    RED = "red"
"""


@pytest.mark.parametrize("result", RESULTS)
def test_every_kind_of_result_looks_the_same_in_both(result: str) -> None:
    from kit.learn.check import exercise
    from kit.learn.verdict import CheckFailed

    answer = f"# BEGIN ANSWER\n{MAKE}\n\ndef make():\n    return {result}\n# END ANSWER"
    cells = [
        ("given", "given-start", 'from kit import exercise\ncheck = exercise("07_toy")'),
        ("answer", "answer-make", answer),
        ("check", "check-make", 'with check("make") as c:\n    c.equal(c.call(make), ["no such thing"])'),
    ]
    sheet = parse(toy.notebook(cells), toy.SLUG)
    there = run(sheet, sheet.answers)[0].verdicts[0]
    names: dict[str, Any] = {"check": exercise(toy.SLUG)}
    exec(answer, names)
    with pytest.raises(CheckFailed) as failed:
        exec(cells[2][2], names)
    here = failed.value.verdict
    assert (here.state, here.got) == (there.state, there.got)
    assert here.message[:20] == there.message[:20]
