"""A check cell neither hides nor overwrites what the learner calls by the same name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell

from kit.learn.course import CourseError
from kit.learn.sheet import parse

LEARNER = """
def words():
    return ["return", "exchange"]

def first():
    return words()[0]
"""
CHECK = """
with check("first") as c:
    words = ["something", "else"]
    for count in range(3):
        c.equal(c.call(first), "return")
"""


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.chdir(tmp_path)
    InteractiveShell.clear_instance()
    made = InteractiveShell.instance()
    made.run_cell('from kit import exercise\ncheck = exercise("00_demo")').raise_error()
    yield made
    InteractiveShell.clear_instance()


def test_a_check_cell_leaves_a_learners_helper_alone(shell: Any) -> None:
    shell.run_cell(LEARNER).raise_error()
    shell.run_cell(CHECK).raise_error()
    assert shell.user_ns["words"]() == ["return", "exchange"]
    assert "count" not in shell.user_ns
    assert "_check_cell" not in shell.user_ns


def test_a_failing_check_still_raises_and_leaves_nothing_behind(shell: Any) -> None:
    shell.run_cell(LEARNER.replace("words()[0]", '"exchange"')).raise_error()
    assert type(shell.run_cell(CHECK).error_in_exec).__name__ == "CheckFailed"
    assert callable(shell.user_ns["words"])


def test_a_name_the_learner_has_not_written_is_still_named(
    shell: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    error = shell.run_cell(CHECK).error_in_exec
    assert "`first`" in str(error)


def test_other_cells_keep_their_names(shell: Any) -> None:
    shell.run_cell("with open(__import__('os').devnull) as nothing:\n    kept = 1").raise_error()
    assert shell.user_ns["kept"] == 1


def test_a_check_may_not_bind_what_the_learner_writes() -> None:
    def cell(kind: str, name: str, source: str) -> dict[str, Any]:
        return {"cell_type": "code", "id": f"{kind}-{name}", "source": source, "metadata": {"tags": [kind]}}

    answer = "def first():\n    # BEGIN ANSWER\n    return 1\n    # END ANSWER"
    check = 'with check("first") as c:\n    first = 2'
    with pytest.raises(CourseError, match="binds 'first', which the learner writes"):
        parse({"cells": [cell("answer", "first", answer), cell("check", "first", check)]}, "00_demo")
