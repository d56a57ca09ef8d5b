"""Labels by hand are on the disk at once, survive what breaks, and belong to the words that were judged."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kit.ui.labels import LabelFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.labels.jsonl"


def test_no_file_is_made_before_the_first_label(path: Path) -> None:
    LabelFile(path)
    assert not path.exists()


def test_the_next_reader_finds_what_was_said(path: Path) -> None:
    LabelFile(path).add("c1", 0, "zurück\n bitte", "wrong", "no “refund” in it")
    found = LabelFile(path).get("c1", 0, "zurück\n bitte")
    assert found is not None
    assert (found.label, found.note) == ("wrong", "no “refund” in it")


def test_second_thoughts_count_and_the_first_stay_on_record(path: Path) -> None:
    labels = LabelFile(path)
    labels.add("c1", 0, "a", "wrong")
    labels.add("c1", 0, "a", "right")
    assert LabelFile(path).get("c1", 0, "a").label == "right"  # type: ignore[union-attr]
    assert [json.loads(line)["label"] for line in path.read_text().splitlines()] == ["wrong", "right"]


def test_another_answer_to_the_same_case_is_not_labelled_by_it(path: Path) -> None:
    labels = LabelFile(path)
    labels.add("c1", 0, "refund", "right")
    assert labels.get("c1", 0, "exchange") is None
    assert labels.get("c1", 1, "refund") is None


def test_a_kernel_that_dies_takes_no_label_along(path: Path) -> None:
    code = (
        "import os, sys; from kit.ui.labels import LabelFile\n"
        "LabelFile(sys.argv[1]).add('c1', 0, 'a', 'right'); os._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(path)]).returncode == 9
    assert LabelFile(path).get("c1", 0, "a") is not None


def test_a_line_that_was_cut_short_costs_that_line_alone(path: Path) -> None:
    LabelFile(path).add("c1", 0, "a", "right")
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:20])
    LabelFile(path).add("c2", 0, "b", "wrong")
    labels = LabelFile(path)
    assert labels.get("c1", 0, "a") is not None
    assert labels.get("c2", 0, "b") is not None


def test_two_readers_may_write_to_one_file(path: Path) -> None:
    def write(who: str) -> None:
        labels = LabelFile(path)
        for number in range(20):
            labels.add(f"{who}{number}", 0, "x" * 500, "right")

    threads = [threading.Thread(target=write, args=(who,)) for who in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    labels = LabelFile(path)
    assert all(labels.get(f"{who}{number}", 0, "x" * 500) for who in "ab" for number in range(20))


def test_a_file_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    path.write_text("date,amount\n1,2\n")
    with pytest.raises(ValueError, match="holds no labels"):
        LabelFile(path)
    assert path.read_text() == "date,amount\n1,2\n"


def test_another_word_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match="no label 'good'"):
        LabelFile(path).add("c1", 0, "a", "good")
    assert not path.exists()
