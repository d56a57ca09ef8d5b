"""Exercises on disk: the same bytes every time, stubs in place of answers, and nobody's work overwritten."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbformat
import pytest
import toy

from kit.learn import progress
from kit.learn.build import build, hint, reset
from kit.learn.course import CourseError
from kit.learn.sheet import parse, stub_of
from kit.learn.verdict import Verdict
from kit.learn.watch import watch

EXERCISE = Path("exercises") / f"{toy.SLUG}.ipynb"


def cells() -> dict[str, Any]:
    return {c["id"]: c for c in json.loads(EXERCISE.read_text())["cells"]}


def source(cell_id: str) -> str:
    return "".join(cells()[cell_id]["source"])


def test_an_exercise_is_a_valid_notebook_without_answers_outputs_or_counts(course: Path) -> None:
    nbformat.validate(nbformat.read(EXERCISE, 4))
    text = EXERCISE.read_text()
    assert "tokens * RATE" not in text
    assert 'craft = \\"engineering\\"' not in text
    assert all(
        c["outputs"] == [] and c["execution_count"] is None for c in cells().values() if "outputs" in c
    )
    assert [c["id"] for c in json.loads(text)["cells"]] == [cell_id for _, cell_id, _ in toy.CELLS]


def test_building_twice_gives_the_same_bytes(course: Path) -> None:
    first = EXERCISE.read_bytes()
    EXERCISE.unlink()
    build("7")
    assert EXERCISE.read_bytes() == first
    assert build("7") == [f"exercises/{toy.SLUG}.ipynb is up to date."]


def test_stubs_name_their_cell_and_what_to_write(course: Path) -> None:
    assert source("answer-price") == (
        '# answer-price\ndef price_of(tokens: int) -> float:\n    """Cents."""\n'
        '    raise NotImplementedError("price_of: write your answer here, in place of this line")'
    )
    assert source("answer-craft") == "# answer-craft\ncraft = ..."
    assert source("answer-guess") == "# answer-guess\nguess = ..."


def test_stub_lines_keep_their_own_indent() -> None:
    stub = "    # STUB: for i in range(3):\n    # STUB:     ...\n"
    answer = f"def f():\n    # BEGIN ANSWER\n{stub}    pass\n    # END ANSWER"
    assert stub_of("answer-f", answer) == "# answer-f\ndef f():\n    for i in range(3):\n        ..."


def test_work_is_never_overwritten_and_one_sentence_says_so(course: Path) -> None:
    toy.rewrite(EXERCISE, {"answer-craft": "craft = 'mine'"})
    mine = EXERCISE.read_bytes()
    changed = [(k, i, s.replace("two cents", "2 cents")) for k, i, s in toy.CELLS]
    toy.course(course, changed)
    (sentence,) = build()
    assert "holds your work" in sentence
    assert "kit reset 07" in sentence
    assert EXERCISE.read_bytes() == mine


def test_a_note_that_a_learner_added_is_work_too(course: Path) -> None:
    data = json.loads(EXERCISE.read_text())
    data["cells"].append({"cell_type": "markdown", "id": "note", "metadata": {}, "source": "my note"})
    EXERCISE.write_text(json.dumps(data))
    toy.course(course, [*toy.CELLS, ("text", "end", "The end.")])
    assert "holds your work" in build()[0]


def test_an_exercise_that_was_only_run_is_brought_up_to_date(course: Path) -> None:
    data = json.loads(EXERCISE.read_text())
    for cell in data["cells"]:
        if cell["cell_type"] == "code":
            cell |= {
                "execution_count": 4,
                "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}],
            }
    EXERCISE.write_text(json.dumps(data))
    toy.course(course, [*toy.CELLS, ("text", "end", "The end.")])
    assert build() == [f"exercises/{toy.SLUG}.ipynb built."]


def test_reset_begins_afresh_and_says_where_the_old_one_is(course: Path) -> None:
    fresh = EXERCISE.read_bytes()
    toy.rewrite(EXERCISE, {"answer-craft": "craft = 'mine'"})
    mine = EXERCISE.read_bytes()
    kept = [course / reset("7").split(" kept as ")[1] for _ in range(2)]
    assert kept[0].read_bytes() == mine
    assert kept[1].read_bytes() == fresh == EXERCISE.read_bytes()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("check", "check-x", 'with check("y") as c:\n    pass'), "needs `with check"),
        (("check", "price", 'with check("price") as c:\n    pass'), "needs an id of the form check-NAME"),
        (("answer", "answer-x", "x = 1"), "# BEGIN ANSWER"),
        (("answer", "answer-x", "# BEGIN ANSWER\nx = 1"), "# BEGIN ANSWER"),
        (("answer", "answer-x", "# BEGIN ANSWER\nRATE = 1\n# END ANSWER"), "'RATE' is bound in a given cell"),
        (("text", "intro", "again"), "occurs twice"),
    ],
)
def test_a_solution_that_breaks_a_rule_is_refused_in_one_sentence(
    change: tuple[str, str, str], says: str
) -> None:
    with pytest.raises(CourseError, match=says):
        parse(toy.notebook([*toy.CELLS, change]), toy.SLUG)


def test_hints_come_one_by_one_for_the_first_check_not_passed(course: Path) -> None:
    assert "Hint 2" not in hint("7")
    assert "By RATE." in hint("7", "price")
    assert "That was the last hint." in hint("7", "price")
    assert "Hint 2 of 2" in hint("7", "price", everything=True)
    progress.note(Verdict(toy.SLUG, "price", "pass", 2, 2), by="grade")
    assert hint("7") == "There are no hints for craft."
    with pytest.raises(CourseError, match="It has: price, craft, guess"):
        hint("7", "prize")


def test_progress_is_the_latest_verdict_and_survives_broken_lines(course: Path) -> None:
    for state in ("pass", "fail", "pass"):
        progress.note(Verdict(toy.SLUG, "price", state, 0, 2), by="notebook")
    progress.note(Verdict(toy.SLUG, "craft", "fail"), by="grade")
    with (course / ".kit" / "progress.jsonl").open("a") as file:
        file.write('half a li\n[]\n{"event": "check"}\n')
    assert progress.passed()[toy.SLUG] == {"price": True, "craft": False}
    assert progress.table() == [
        (toy.SLUG, "price", 2, True),
        (toy.SLUG, "craft", 1, False),
        (toy.SLUG, "guess", 1, None),
    ]


def test_many_writers_lose_no_line(course: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: progress.append({"event": "x", "i": i}), range(400)))
    assert sorted(e["i"] for e in progress.events()) == list(range(400))


@pytest.mark.parametrize("name", ["7", "07", toy.SLUG, "toy", f"exercises/{toy.SLUG}.ipynb"])
def test_an_exercise_is_found_by_number_name_or_path(course: Path, name: str) -> None:
    assert build(name) == [f"exercises/{toy.SLUG}.ipynb is up to date."]


def test_outside_a_course_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError, match="Go to the folder you cloned"):
        build()


def test_watch_grades_at_once_and_again_on_every_save(course: Path) -> None:
    points = []

    def saves() -> Any:
        toy.rewrite(EXERCISE, {"answer-craft": "craft = 'engineering'"})
        yield
        EXERCISE.write_text("{half a file")
        yield

    watch("7", changes=saves(), show=lambda g: points.append(g.points))
    assert points == [0, 1]
