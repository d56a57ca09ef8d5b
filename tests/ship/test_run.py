"""`kit.record` and `kit run`: what a notebook measured stays in it; what is set is looked at first."""

from __future__ import annotations

import json
import os
from math import inf, isnan, nan
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from books import book

from kit import Case, Rate, evaluate, record
from kit.cli import main
from kit.measure.estimate import Estimate
from kit.ship import Run, records, run
from kit.ship.parameters import RunError, chosen, defaults, given, read, typed
from kit.ship.record import packed, said, unpacked

# --- record ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value",
    [True, 3, 0.25, "small", None, inf, Rate(7, 10), Estimate(0.2, -inf, inf, 1, "s", True, "one case")],
    ids=str,
)
def test_a_value_comes_back_as_what_it_was(value: Any) -> None:
    line = json.dumps(packed(value), allow_nan=False)
    assert unpacked(json.loads(line)) == value
    assert type(unpacked(json.loads(line))) is type(value)


def test_what_is_no_number_comes_back_as_that() -> None:
    assert isnan(unpacked(json.loads(json.dumps(packed(nan), allow_nan=False))))


def test_scores_of_cases_come_back_as_lists_whatever_held_them() -> None:
    assert unpacked(packed([True, False, 0.5])) == [True, False, 0.5]
    assert unpacked(packed(np.array([1.0, 0.0]))) == [1.0, 0.0]
    assert unpacked(packed((np.True_, False))) == [True, False]
    assert unpacked(packed([[True, False], [True, True]])) == [[True, False], [True, True]]


def test_a_report_comes_back_with_its_scores_and_price_and_without_what_was_asked() -> None:
    cases = [Case(f"secret question {i}", "a", id=f"c{i}", group=f"g{i // 2}") for i in range(6)]

    def solve(text: str) -> str:
        if text.endswith("5"):
            raise TimeoutError("too late")
        return "a" if text[-1] in "012" else "b"

    report = evaluate(solve, cases, repeats=2, progress=False)
    line = json.dumps(packed(report), allow_nan=False)
    back = unpacked(json.loads(line))
    assert "secret question" not in line
    assert back.rate() == report.rate()
    assert back.usage == report.usage
    assert [row.error for row in back.failures] == [row.error for row in report.failures]
    assert repr(back.compare(report).difference) == repr(report.compare(report).difference)


@pytest.mark.parametrize("value", [{"a": 1}, object(), ["right", "wrong"], [Rate(1, 2)]])
def test_what_cannot_be_recorded_is_refused_by_name(value: Any) -> None:
    with pytest.raises(TypeError, match="accuracy"):
        record(accuracy=value)


def test_outside_a_notebook_a_record_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    record(accuracy=Rate(7, 10), correct=[True, False], note="ok")
    assert capsys.readouterr().out.splitlines() == [
        "accuracy: 0.70 [0.40, 0.89] (n=10)",
        "correct: 0.5 over 2 cases",
        "note: ok",
    ]


def test_scores_of_failed_cases_count_as_none() -> None:
    assert said([True, None, False]) == "0.5 over 3 cases"
    assert said([]) == "no scores"


# --- names and types -------------------------------------------------------------------------------


def asked(tmp_path: Path, parameters: str = "model = 'small'\nk: int = 1\nSEED = 7", **wanted: Any) -> Any:
    return chosen(read(book(tmp_path / "a.ipynb", parameters=parameters)), wanted, "a.ipynb")


def test_an_unknown_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"no parameter 'modle'; did you mean model\? It has: model, k, SEED"):
        asked(tmp_path, modle="x")


def test_a_name_is_found_in_capitals_or_not(tmp_path: Path) -> None:
    assert asked(tmp_path, MODEL="large", seed="3") == {"model": "large", "SEED": 3}


def test_a_notebook_without_a_parameters_cell_says_so(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no cell tagged 'parameters'"):
        chosen(read(book(tmp_path / "a.ipynb", "k = 1", parameters=None)), {"k": "2"}, "a.ipynb")


@pytest.mark.parametrize(
    ("word", "default", "value"),
    [
        ("5", 1, 5),
        ("0.5", 1, 0.5),
        ("2", 0.1, 2),
        ("5", "small", "5"),
        ("yes", False, True),
        ("0", True, False),
        ("[1, 2]", [], [1, 2]),
        ("None", 3, None),
        ("7", None, 7),
        ("gpt", None, "gpt"),
        (4, 1, 4),
        (4, "small", "4"),
    ],
)
def test_a_word_becomes_what_the_notebook_has_there(word: Any, default: Any, value: Any) -> None:
    assert typed(word, default, "x") == value
    assert type(typed(word, default, "x")) is type(value)


@pytest.mark.parametrize(("word", "default"), [("x", 1), ("maybe", True), ("True", 3), ("5", [1])])
def test_a_word_of_another_type_is_refused(word: str, default: Any) -> None:
    with pytest.raises(RunError, match="must be"):
        typed(word, default, "x")


def test_a_default_that_is_computed_tells_its_type_by_what_it_is_computed_from(tmp_path: Path) -> None:
    cell = "import os\nfrom kit import size\nSOURCE = os.environ.get('X', 'local')\nN = size(44, quick=5)"
    book(tmp_path / "a.ipynb", parameters=cell)
    found = defaults(read(tmp_path / "a.ipynb"))
    assert found == {"SOURCE": "local", "N": 44}
    assert asked(tmp_path, cell, n="9", source="simulated") == {"N": 9, "SOURCE": "simulated"}


def test_a_word_without_a_name_is_refused() -> None:
    assert given(["k=5", "url=http://x?a=b"]) == {"k": "5", "url": "http://x?a=b"}
    with pytest.raises(RunError, match="NAME=VALUE"):
        given(["5"])


# --- run -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("run")
    (folder / "beside.txt").write_text("found", "utf-8")
    path = book(
        folder / "a {b}.ipynb",
        "import kit\nkit.record(accuracy=kit.Rate(k, 10), where=open('beside.txt').read())",
        "kit.record(usd=0.5, model=model, accuracy=kit.Rate(k + 1, 10))\n1 / (3 - k)",
        "kit.record(never=1)",
    )
    return run(path, {"k": "3", "Model": "large"}, folder / "out" / "b.ipynb", progress=False)


def test_a_run_has_what_its_cells_recorded_the_later_value_of_a_name(ran: Run) -> None:
    assert ran.records == {"accuracy": Rate(4, 10), "where": "found", "usd": 0.5, "model": "large"}
    assert ran.parameters == {"k": 3, "model": "large"}
    assert ran.usd == 0.5
    assert 0 < ran.seconds < 60


def test_a_cell_that_fails_ends_the_run_and_the_notebook_is_kept_as_far_as_it_came(ran: Run) -> None:
    assert (
        ran.error == "In [4], `kit.record(usd=0.5, model=model, accu...`: ZeroDivisionError: division by zero"
    )
    assert records(ran.path) == ran.records
    assert "ZeroDivisionError" in ran.path.read_text("utf-8")
    assert "a {b}" in str(ran.path.parent.parent / "a {b}.ipynb")
    assert "division by zero" in ran._repr_html_()


@pytest.mark.skipif(os.name != "posix", reason="sends the signal that Ctrl-C does")
def test_a_run_that_is_interrupted_keeps_its_notebook(tmp_path: Path) -> None:
    cell = "import os, signal, time, kit\nkit.record(before=1)\nos.kill(who, signal.SIGINT)\ntime.sleep(60)"
    path = book(tmp_path / "a.ipynb", cell, parameters="who = 0")
    done = run(path, {"who": os.getpid()}, tmp_path / "o.ipynb", progress=False)
    assert done.error.endswith("KeyboardInterrupt")
    assert done.records == {"before": 1}


def test_a_file_that_no_run_wrote_is_not_overwritten(tmp_path: Path, ran: Run) -> None:
    path = book(tmp_path / "a.ipynb", "1")
    for precious in (path, book(tmp_path / "mine.ipynb", "hours of work")):
        before = precious.read_bytes()
        with pytest.raises(RunError, match="not overwritten"):
            run(path, out=precious)
        assert precious.read_bytes() == before


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}', "{"])
def test_a_file_that_is_no_notebook_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.ipynb").write_text(text, "utf-8")
    with pytest.raises(RunError, match="is no notebook"):
        run(tmp_path / "a.ipynb")
    with pytest.raises(ValueError, match="is no notebook"):
        records(tmp_path / "a.ipynb")


def test_the_command_says_a_mistake_in_one_sentence_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(tmp_path / "a.ipynb", "1")
    with pytest.raises(SystemExit) as left:
        main(["run", str(path), "-p", "kk=1"])
    assert left.value.code == 1
    assert capsys.readouterr().err.startswith("kit: a.ipynb has no parameter 'kk'; did you mean k?")
    with pytest.raises(SystemExit):
        main(["run", str(tmp_path / "none.ipynb")])
    assert "There is no notebook" in capsys.readouterr().err


def test_a_notebook_without_a_kernelspec_is_run_as_python(tmp_path: Path) -> None:
    path = book(tmp_path / "idea.ipynb", "import kit\nkit.record(twice=2 * k)")
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | {"metadata": {}}), "utf-8")
    assert run(path, {"k": 4}, tmp_path / "out.ipynb").records == {"twice": 8}


def test_the_command_says_where_the_eval_card_is_that_this_run_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    old = tmp_path / "cards" / "old.card.html"
    old.parent.mkdir()
    old.touch()
    os.utime(old, (0, 0))
    saved = "from pathlib import Path\nPath('cards/mine.card.html').write_text('x')"
    path = book(tmp_path / "a.ipynb", saved)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["run", str(path)])
    said = capsys.readouterr().out
    assert f"Its eval card: {path.parent / 'cards' / 'mine.card.html'}" in said
    assert "old" not in said
