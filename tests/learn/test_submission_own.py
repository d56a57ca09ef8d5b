"""A learner's own cells: helpers come along to the grade, experiments stay behind."""

from __future__ import annotations

import json
from typing import Any

import pytest
import toy

from kit.learn.grade import run
from kit.learn.sheet import parse, read_names
from kit.learn.submission import OWN, answers_in, exercise_text

SHEET = parse(toy.notebook(), toy.SLUG)
PRICE = "def price_of(tokens):\n    return rate() * tokens"
HELPER = "def rate():\n    return BASE + 1"


def book(*own: tuple[str, str], price: str = PRICE, example: str = "") -> dict[str, Any]:
    """The exercise, solved, with cells of one's own, each below the cell of that id ("": on top)."""
    made: dict[str, Any] = json.loads(exercise_text(SHEET))
    cells = []
    for cell in made["cells"]:
        cell["source"] = "".join(SHEET.answers.get(cell["id"], "".join(cell["source"])))
        if cell["id"] == "answer-price":
            cell["source"] = price
        if cell["id"] == "example" and example:
            cell["source"] = example
        cells.append(cell)
        cells += [_own(text) for above, text in own if above == cell["id"]]
    made["cells"] = [_own(text) for above, text in own if not above] + cells
    return made


def _own(text: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": f"x{abs(hash(text))}", "metadata": {}, "source": text}


def points(notebook: dict[str, Any]) -> float:
    return run(SHEET, answers_in(notebook, SHEET)[0])[0].points


@pytest.mark.parametrize("above", ["", "given-start", "intro", "answer-price", "example"])
def test_a_helper_in_a_cell_of_its_own_counts_wherever_it_runs_in_time(above: str) -> None:
    assert points(book((above, HELPER), ("", "BASE = 1"))) == 4


def test_below_its_check_it_comes_too_late_as_in_the_notebook() -> None:
    assert points(book(("check-price", HELPER), ("", "BASE = 1"))) == 2


def test_a_changed_example_counts_if_an_answer_needs_it() -> None:
    assert points(book(("", "BASE = 1"), example=HELPER)) == 4


def test_helpers_of_helpers_come_along_and_experiments_stay_behind() -> None:
    slow = (
        "import time\ntokens = 5\ntime.sleep(99)\nprint(price_of(tokens))"  # binds a name that is local there
    )
    cells = [
        ("", "BASE = 1"),
        ("given-start", HELPER),
        ("answer-price", slow),
        ("example", "%time price_of(3)"),
    ]
    answers, notes = answers_in(book(*cells), SHEET)
    assert set(answers) == {*SHEET.answers, OWN, f"{OWN}given-start"}
    assert notes == []


def test_a_check_of_ones_own_changes_nothing() -> None:
    cheat = "from kit import exercise\ncheck = exercise('07_toy')\nprice_of = lambda n: n * 2\n"
    assert points(book(("check-price", cheat), price="def price_of(n):\n    return 0")) == 2


def test_names_that_are_local_to_a_function_are_not_read_from_outside() -> None:
    source = "def f(a, b=C):\n    d = a + E\n    return [g for g in H(d)] + [len(x) for x in I]\n"
    source += "class J(K):\n    l = M"
    assert read_names(source) == {"C", "E", "H", "I", "K", "M", "len"}
    assert read_names("%time f(3)\ny = N") == {"N"}
    assert read_names("def (") == set()


def test_an_untouched_copy_below_does_not_undo_an_answer() -> None:
    made = book(("", "BASE = 1"), ("", HELPER))
    stub = {"cell_type": "code", "id": "answer-price", "metadata": {}, "source": SHEET.stubs["answer-price"]}
    made["cells"].insert(5, stub)
    assert points(made) == 4


def test_a_line_that_installs_something_is_left_out_in_every_grade() -> None:
    answers, _ = answers_in(
        book(("", "BASE = 1"), price=f"%pip install scipy\n!pip install x\n{PRICE}"), SHEET
    )
    assert answers["answer-price"] == f"pass\npass\n{PRICE}"
