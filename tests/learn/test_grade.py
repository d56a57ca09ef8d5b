"""A grade: order, seeds, points; and that nothing a submission says changes what is checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import toy

from kit.learn import verify
from kit.learn.course import CourseError
from kit.learn.grade import Grade, grade, run
from kit.learn.sheet import parse
from kit.learn.wall import Limits
from kit.models import sources
from kit.models.layers.budget import paid_budget

RIGHT = {
    "answer-price": "def price_of(tokens):\n    return 2 * tokens",
    "answer-craft": "craft = 'engineering'",
    "answer-guess": "def guess(seed):\n    return True",
}
EXERCISE = Path("exercises") / f"{toy.SLUG}.ipynb"


def states(result: Grade) -> dict[str, str]:
    return {v.check: v.state for v in result.verdicts}


def message(result: Grade, check: str) -> str:
    return next(v.message for v in result.verdicts if v.check == check)


def graded(answers: dict[str, str], limits: Limits | None = None) -> Grade:
    return run(parse(toy.notebook(), toy.SLUG), {**RIGHT, **answers}, limits=limits)[0]


def edit(change: Any) -> None:
    data = json.loads(EXERCISE.read_text())
    change(data["cells"])
    EXERCISE.write_text(json.dumps(data))


def test_the_unsolved_exercise_has_no_points_and_every_message_names_what_to_write(course: Path) -> None:
    result = grade("7")
    assert (result.points, result.possible) == (0, 4)
    for name, check in (("price_of", "price"), ("craft", "craft"), ("guess", "guess")):
        assert f"`{name}` is not written yet: in cell `answer-{check}`" in message(result, check)


def test_the_solution_file_gets_full_marks(course: Path) -> None:
    result = grade("07", Path("solutions") / f"{toy.SLUG}.ipynb")
    assert result.passed
    assert result.points == 4


def test_the_same_submission_and_seed_give_the_same_grade_and_another_seed_other_cases(course: Path) -> None:
    toy.rewrite(EXERCISE, {"answer-price": "def price_of(tokens):\n    return tokens"})
    first, again, other = grade("7", seed=1), grade("7", seed=1), grade("7", seed=2)
    assert first == again
    assert first.verdicts[0].got != other.verdicts[0].got


def test_a_deleted_check_is_checked_all_the_same(course: Path) -> None:
    edit(lambda cells: cells.__delitem__(slice(4, None)))
    assert states(grade("7")) == {"price": "fail", "craft": "fail", "guess": "fail"}


def test_an_edited_check_is_checked_as_it_was_handed_out(course: Path) -> None:
    toy.rewrite(EXERCISE, {"check-price": 'with check("price", points=99) as c:\n    pass'})
    result = grade("7")
    assert states(result)["price"] == "fail"
    assert result.possible == 4


def test_a_check_cell_that_redefines_the_check_changes_nothing(course: Path) -> None:
    fake = "import contextlib\ncheck = lambda *a, **k: contextlib.nullcontext()"
    toy.rewrite(EXERCISE, {"check-price": fake, "given-start": fake, "example": fake})
    assert grade("7").points == 0


@pytest.mark.parametrize(
    "trick",
    [
        "check = exercise = lambda *a, **k: None",
        "import builtins\nbuiltins.len = builtins.isinstance = lambda *a: True",
        "import kit.learn.check\nkit.learn.check.Check.equal = lambda *a, **k: None",
        "import kit.learn.say\nkit.learn.say.same = lambda *a: True",
        "class Same:\n    __eq__ = lambda *a: True\n    __hash__ = None\n\ndef price_of(t): return Same()",
        "class Text(int):\n    __eq__ = lambda *a: True\n\ndef price_of(t): return Text(1)",
        "get_ipython().run_cell = lambda *a, **k: None",
        "import sys, atexit\nsys.excepthook = lambda *a: None",
    ],
)
def test_tricks_in_an_answer_cell_earn_nothing(trick: str) -> None:
    wrong = "def price_of(tokens):\n    return tokens * 3\n"
    assert states(graded({"answer-price": wrong + trick}))["price"] != "pass"


def test_a_missing_cell_is_named_and_the_rest_is_graded(course: Path) -> None:
    toy.rewrite(EXERCISE, RIGHT)
    edit(lambda cells: cells.__setitem__(slice(2, 3), []))
    result = grade("7")
    assert states(result) == {"price": "fail", "craft": "pass", "guess": "pass"}
    assert result.notes == ("Cell answer-price is missing (deleted or renamed), so it counts as unwritten.",)


def test_a_cell_that_was_split_is_put_together_again(course: Path) -> None:
    toy.rewrite(EXERCISE, RIGHT | {"answer-price": "TWO = 2"})

    def split(cells: list[dict[str, Any]]) -> None:
        rest = "def price_of(tokens):\n    return TWO * tokens"
        cells.insert(3, {**cells[2], "id": "f00ba4", "source": rest})

    edit(split)
    result = grade("7")
    assert result.passed
    assert "Cell answer-price occurs 2 times" in result.notes[0]


def test_answers_are_found_when_a_tool_gave_every_cell_a_new_id_and_dropped_the_metadata(
    course: Path,
) -> None:
    toy.rewrite(EXERCISE, {k: f"# {k}\n{v}" for k, v in RIGHT.items()})
    edit(lambda cells: [c.update(id=f"new{i}", metadata={}) for i, c in enumerate(cells)])
    assert grade("7").passed


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe\x00", "not valid JSON"),
        (b"[]", "format 4"),
        (b'{"cells": 3, "nbformat": 4}', "format 4"),
        (b'{"worksheets": [], "nbformat": 3}', "format 4"),
        (b"[" * 100_000, "not valid JSON"),
    ],
)
def test_a_file_that_is_no_notebook_is_refused_in_one_sentence(
    course: Path, content: bytes, says: str
) -> None:
    EXERCISE.write_bytes(content)
    with pytest.raises(CourseError, match=says):
        grade("7")


@pytest.mark.parametrize(
    "cell", [3, {}, {"cell_type": "code"}, {"cell_type": "code", "source": 5, "metadata": [], "id": []}]
)
def test_a_senseless_cell_is_passed_over(course: Path, cell: Any) -> None:
    toy.rewrite(EXERCISE, RIGHT)
    edit(lambda cells: cells.append(cell))
    assert grade("7").passed


def test_a_check_runs_after_the_cells_above_it_and_before_those_below() -> None:
    answers = {"answer-craft": "craft = 'engineering'\nprice_of = None"}
    assert graded(answers).passed


def test_a_cell_that_stops_with_an_error_is_quoted_where_its_name_is_missing() -> None:
    result = graded({"answer-price": "1 / 0\ndef price_of(t): return 2 * t"})
    assert "`price_of` does not exist, because cell `answer-price` stopped with ZeroDivisionError" in (
        message(result, "price")
    )
    assert states(result)["craft"] == "pass"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("def price_of(tokens): pass", "is None. Does every way through the function end with `return`?"),
        ("def price_of(tokens): return str(2 * tokens)", "is text; a number is expected"),
        ("def price_of(): return 1", "could not be called"),
        ("price_of = 7", "should be a function (`def price_of(...)`), but it is int"),
        ("def price_of(tokens): return price_of", "was it meant to be called"),
        ("def price_of(tokens): return b'2'", "bytes; decode them"),
        (
            "def price_of(tokens):\n    x = {}\n    return x['cents']",
            "raised KeyError, in line 3: `return x['cents']`",
        ),
        ("def prise_of(tokens): return 2 * tokens", "does not exist after cell `answer-price` has run"),
        ("def price_of(tokens)\n    return 2", "stopped with SyntaxError"),
        ("def price_of(tokens): return [price_of(tokens)]", "RecursionError"),
        ("def price_of(tokens):\n    x = []\n    x.append(x)\n    return x", "does it contain itself"),
        ("def price_of(tokens): exit()", "raised SystemExit"),
    ],
)
def test_each_usual_mistake_gets_a_sentence_that_helps(source: str, says: str) -> None:
    verdict = graded({"answer-price": source}).verdicts[0]
    assert verdict.state == "fail"
    assert says in f"{verdict.message} {verdict.got}"


@pytest.mark.parametrize(
    "source",
    [
        "async def price_of(tokens): return 2 * tokens",
        "import numpy\n\ndef price_of(tokens): return numpy.float64(2) * tokens",
        "from decimal import Decimal\n\ndef price_of(tokens): return Decimal('2') * tokens",
        "from functools import partial\nimport operator\nprice_of = partial(operator.mul, 2)",
        "class Price:\n    def __call__(self, tokens): return 2 * tokens\n\nprice_of = Price()",
        "price_of = lambda tokens: tokens * 2.0000000000001",
    ],
)
def test_right_answers_written_in_other_ways_pass(source: str) -> None:
    assert graded({"answer-price": source}).passed


def test_a_coin_flip_fails_trials_and_a_rate_between_good_and_bad_may_need_more() -> None:
    flip = "import random\n\ndef guess(seed): return random.Random(seed).random() < {}"
    assert states(graded({"answer-guess": flip.format(0.5)}))["guess"] == "fail"
    assert states(graded({"answer-guess": flip.format(0.95)}))["guess"] == "pass"


def test_one_unlucky_sequence_of_trials_is_not_yet_a_fail() -> None:
    from kit.learn.link import seed_for

    unlucky = {seed_for(0, toy.SLUG, "guess", trial) for trial in range(1, 100)}
    source = f"UNLUCKY = {unlucky}\n\ndef guess(seed): return seed not in UNLUCKY"
    assert states(graded({"answer-guess": source}))["guess"] == "pass"


def test_fifty_seeds_are_graded_in_one_worker() -> None:
    sheet = parse(toy.notebook(), toy.SLUG)
    grades = run(sheet, sheet.answers, seeds=range(50))
    assert sum(g.passed for g in grades) == 50
    assert [g.seed for g in grades] == list(range(50))


def test_verify_finds_an_unfair_check(course: Path) -> None:
    loose = [(k, i, s.replace("n * RATE,", "c.call(price_of, n),")) for k, i, s in toy.CELLS]
    toy.course(course, loose)
    kept = course / "tests" / "answers" / toy.SLUG
    kept.mkdir(parents=True)
    wrong = kept / "wrong_price_forgets_rate.py"
    wrong.write_text("# %% answer-price\ndef price_of(tokens):\n    return tokens\n")
    found = verify.kept_answer(wrong, verify.sheet_of("7"))
    assert not found.ok
    assert "should fail price" in found.detail


def test_what_a_given_cell_chooses_with_kit_use_ends_with_the_grade() -> None:
    cells = [list(cell) for cell in toy.CELLS]
    cells[1][2] += '\nimport kit\nkit.use("simulated", budget_usd=0.25)'
    before = (sources.source().name, paid_budget().usd)
    sheet = parse(toy.notebook([(kind, name, source) for kind, name, source in cells]), toy.SLUG)
    assert run(sheet, RIGHT)[0].passed
    assert (sources.source().name, paid_budget().usd) == before
    assert before[1] != 0.25
