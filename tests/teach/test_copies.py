"""Near-copies: a copy under other names is found; answers written apart, stubs and short answers are not."""

from __future__ import annotations

import ast
import random
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from kit.learn import course, verify
from kit.learn.sheet import Sheet
from kit.teach.copies import MOST, SHARE, Copy, near_copies
from kit.teach.results import REFUSED, ClassGrades, Result

REPO = Path(__file__).resolve().parents[2]
SLUGS = course.slugs(REPO)


def right(slug: str) -> tuple[Sheet, dict[str, dict[str, str]]]:
    """An exercise and its kept right answers, each written without a look at the others."""
    sheet = verify.sheet_of(slug, REPO)
    files = [p for p in verify.answer_files(sheet, REPO) if p.stem.startswith("right_")]
    return sheet, {path.stem: verify.answers_from(path, sheet) for path in files}


def found(sheet: Sheet, answers: Mapping[str, Mapping[str, str]], state: str = "graded") -> list[Copy]:
    """Near-copies among these learners."""
    results = [Result(name, sheet.slug, "f", answers=cells, state=state) for name, cells in answers.items()]
    return near_copies(ClassGrades.made(results, checks={sheet.slug: sheet.checks}), [sheet])


def disguised(cells: Mapping[str, str]) -> dict[str, str]:
    """A copy as somebody makes it who would rather not be found: other names, comments, blank lines."""
    return {cell_id: _renamed(source) for cell_id, source in cells.items()}


def _renamed(source: str) -> str:
    tree = ast.parse(source)
    names = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    names |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    for name in names:
        source = re.sub(rf"(?<![\w.'\"]){name}\b(?!['\"])", f"my_{name}", source)
    lines = source.split("\n")
    return "\n".join(
        [
            "# I thought of this myself.",
            *(f"{line}  # {i}" if i % 5 == 4 else line for i, line in enumerate(lines)),
            "",
        ]
    )


@pytest.mark.parametrize("slug", SLUGS)
def test_answers_written_apart_are_not_reported_and_a_disguised_copy_is(slug: str) -> None:
    sheet, answers = right(slug)
    reference = set("\n".join(sheet.answers.values()).split("\n"))
    assert found(sheet, answers) == []
    lines = {name: {*"\n".join(cells.values()).split("\n")} - reference for name, cells in answers.items()}
    name, cells = max(answers.items(), key=lambda one: sum(map(len, lines[one[0]])))
    pairs = found(sheet, {**answers, "copycat": disguised(cells)})
    assert [(pair.first, pair.second) for pair in pairs] == [("copycat", name)]
    assert min(pairs[0].share_first, pairs[0].share_second) > 0.8


def test_a_copy_with_other_names_alone_is_identical_and_says_where() -> None:
    sheet, answers = right("01_hello_black_box")
    cells = answers["right_helpers"]
    (pair,) = found(sheet, {"a": cells, "b": {i: re.sub(r"\bquestion\b", "q", s) for i, s in cells.items()}})
    assert pair.identical
    assert (pair.share_first, pair.share_second) == (1, 1)
    assert "answer-chat 1-" in pair.lines_first
    assert "def receipt(question):" in pair.text_first
    assert "def receipt(q):" in pair.text_second


def test_a_copy_with_half_of_it_written_anew_is_reported_with_both_shares() -> None:
    sheet, answers = right("01_hello_black_box")
    mine, other = answers["right_other_calls"], answers["right_plain_parts"]
    mixed = {i: (mine if i in ("answer-receipt", "answer-chat", "answer-stop") else other)[i] for i in mine}
    pairs = {(p.first, p.second): p for p in found(sheet, {"mine": mine, "mixed": mixed, "other": other})}
    assert ("mine", "mixed") in pairs
    assert not pairs["mine", "mixed"].identical
    assert SHARE <= pairs["mine", "mixed"].share_second < 1
    assert ("mine", "other") not in pairs


def test_what_is_handed_out_makes_nobody_a_copy() -> None:
    sheet, _ = right("02_ask_it_100_times")
    assert found(sheet, {"a": sheet.answers, "b": sheet.answers}) == []
    assert found(sheet, {"a": sheet.stubs, "b": sheet.stubs}) == []
    assert found(sheet, {"a": {}, "b": {}}) == []


def test_a_short_answer_that_everybody_must_write_alike_is_not_reported() -> None:
    sheet, _ = right("01_hello_black_box")
    same = {"answer-price": "def price(usage, rates):\n    return sum(usage[k] * rates[k] for k in rates)"}
    assert found(sheet, {"a": same, "b": same}) == []


def test_what_the_whole_class_wrote_is_the_tasks_but_equal_answers_are_still_seen() -> None:
    sheet, answers = right("01_hello_black_box")
    mine, other = answers["right_other_calls"], answers["right_plain_parts"]
    rng = random.Random(0)
    many = {}
    for i in range(30):  # the same first half, then something of one's own
        own = "\n".join(
            f"value_{i}_{k} = [{', '.join(str(rng.randrange(99)) for _ in range(9))}]" for k in range(40)
        )
        many[f"l{i:02}"] = {"answer-receipt": mine["answer-receipt"], "answer-cap": own}
    assert found(sheet, many) == []
    ring = {f"r{i:02}": other for i in range(12)}
    pairs = found(sheet, many | ring)
    assert {p.first for p in pairs} | {p.second for p in pairs} == set(ring)


def test_refused_work_and_a_lone_learner_are_no_pairs() -> None:
    sheet, answers = right("01_hello_black_box")
    cells = answers["right_helpers"]
    assert found(sheet, {"a": cells, "b": cells}, state=REFUSED) == []
    assert found(sheet, {"a": cells}) == []
    assert near_copies(ClassGrades.made((), checks={}), [sheet]) == []


HOSTILE = ("\x00" * 5000, "'" * 20_000, "(" * 20_000, "\ud800\udfff" * 500, "f'{" * 5000, "\\\n" * 9000,
           "x=1\r" * 3000,
           '"""' + "a" * 1_000_000, "class A: pass\n" * 400, " " * 100_000)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_stops_the_search_or_holds_it_up(text: str) -> None:
    sheet, answers = right("01_hello_black_box")
    start = time.process_time()
    pairs = found(sheet, {"a": {"answer-chat": text}, "b": {"answer-chat": text}, **answers})
    assert time.process_time() - start < 20, "a fraction of a second on a quiet machine"
    assert {(p.first, p.second) for p in pairs} <= {("a", "b")}


def test_lines_are_right_below_classes_comments_and_blank_lines() -> None:
    sheet, _ = right("01_hello_black_box")
    own = "\n".join(f"    total_{i} = first_{i}(second, [{i}, third.fourth({i}) ** {i}])" for i in range(12))
    head = "\n\nclass AVeryLongNameOfAClass:\n    '''Some words.'''\n\n# a comment\n\ndef f():\n"
    (pair,) = found(sheet, {"a": {"answer-chat": head + own}, "b": {"answer-cap": own.replace("    ", "")}})
    ends = [int(n) for n in re.findall(r"\d+", pair.lines_first)]
    assert 8 <= ends[0] <= 9
    assert ends[-1] == 20
    assert pair.lines_second == "answer-cap 1-12"


def test_a_class_that_copied_as_one_gives_no_endless_list() -> None:
    sheet, answers = right("01_hello_black_box")
    pairs = found(sheet, {f"l{i:03}": answers["right_other_calls"] for i in range(60)})
    assert len(pairs) == MOST


def test_the_time_grows_with_the_class_not_with_its_square() -> None:
    sheet, answers = right("01_hello_black_box")
    draw = random.Random(0)
    whole = list(answers.values())
    made = {}
    for i in range(120):
        lines = {c: draw.choice(whole)[c].split("\n") for c in sheet.answers}
        for cell in lines.values():
            cell.insert(
                draw.randrange(1, len(cell)), f"    note_{i} = {[draw.randrange(99) for _ in range(6)]}"
            )
        made[f"l{i:03}"] = {c: "\n".join(cell) for c, cell in lines.items()}
    seconds = []
    for n in (30, 120):
        start = time.process_time()
        found(sheet, dict(list(made.items())[:n]))
        seconds.append(time.process_time() - start)
    assert seconds[1] < 10 * seconds[0] + 1, "four times the class"


def a_pair() -> list[str]:
    """A pair that is alike in part, as text."""
    sheet, answers = right("01_hello_black_box")
    mine, other = answers["right_other_calls"], answers["right_plain_parts"]
    mixed = {i: (other if i == "answer-stop" else mine)[i] for i in mine}
    return [str(pair) for pair in found(sheet, {"mine": mine, "mixed": mixed, "other": other})]


def test_two_runs_agree_although_hash_differs_from_run_to_run() -> None:
    code = "import sys; sys.path.insert(0, sys.argv[1]); import test_copies; print(test_copies.a_pair())"
    run = [sys.executable, "-c", code, str(Path(__file__).parent)]
    again = subprocess.run(run, capture_output=True, text=True, check=True)
    assert ast.literal_eval(again.stdout) == a_pair() != []


def test_the_library_is_loaded_only_when_copies_are_looked_for() -> None:
    code = "import sys, kit.teach.exports; print({'copydetect', 'matplotlib'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == "set()"
