"""Who handed in what, from the folders that learners and platforms leave."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kit.learn.course import CourseError
from kit.teach.found import submissions

SLUGS = ("01_hello_black_box", "02_ask_it", "12_automate")


def made(folder: Path, *names: str | bytes) -> Path:
    """A folder of empty files."""
    for name in names:
        path = folder / os.fsdecode(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")
    return folder


@pytest.mark.parametrize(
    ("file", "learner", "exercise"),
    [
        ("ann/01_hello_black_box.ipynb", "ann", "01_hello_black_box"),
        ("ann/deep/er/02_ask_it.ipynb", "ann", "02_ask_it"),
        ("ann/02_ask_it/02_ask_it.ipynb", "ann", "02_ask_it"),  # nbgrader
        ("02_ask_it/bob.ipynb", "bob", "02_ask_it"),
        ("02/bob/answer.ipynb", "bob", "02_ask_it"),
        ("Jane Doe_123456_assignsubmission_file/02_ask_it.ipynb", "Jane Doe_123456", "02_ask_it"),  # Moodle
        ("submission_123456789/12_automate.ipynb", "submission_123456789", "12_automate"),  # Gradescope
        ("doejane_12345_678901_02_ask_it.ipynb", "doejane_12345", "02_ask_it"),  # Canvas
        ("doejane_LATE_12345_678901_02_ask_it-1.ipynb", "doejane_12345", "02_ask_it"),
        ("ann_02_ask_it.ipynb", "ann", "02_ask_it"),
        ("02_ask_it (Ann Lee).ipynb", "(Ann Lee)", "02_ask_it"),
        ("ann-12.ipynb", "ann", "12_automate"),
        ("ann/12.ipynb", "ann", "12_automate"),
        ("ann/Exercise 2.ipynb", "ann", "02_ask_it"),
        ("ann/02_ASK_IT.IPYNB", "ann", "02_ask_it"),
        ("team 3/ann/02_ask_it.ipynb", "team 3", "02_ask_it"),
        ("exercise 2/ann.ipynb", "ann", "02_ask_it"),
        ("ann/homework/02.ipynb", "ann", "02_ask_it"),
        ("ann/Untitled.ipynb", "ann", None),
        ("ann/2026.ipynb", "ann", None),
        ("Zoë/" + "x" * 180 + "_02_ask_it.ipynb", "Zoë", "02_ask_it"),
    ],
)
def test_a_name_says_who_and_which(tmp_path: Path, file: str, learner: str, exercise: str | None) -> None:
    [one], notes = submissions(made(tmp_path / "class", file), SLUGS)
    assert (one.learner, one.exercise, notes) == (learner, exercise, [])


def test_people_below_one_folder_are_not_taken_for_one(tmp_path: Path) -> None:
    names = [f"Team/{who}/02_ask_it.ipynb" for who in ("ann", "ben")]
    names += ["Team/ann/12_automate.ipynb", "cleo/a/02_ask_it.ipynb", "cleo/b/12_automate.ipynb"]
    found, _ = submissions(made(tmp_path / "c", *names), SLUGS)
    assert [s.learner for s in found] == ["Team/ann", "Team/ben", "cleo", "Team/ann", "cleo"]


def test_who_handed_in_no_notebook_at_all_is_somebody_too(tmp_path: Path) -> None:
    names = ["ann/02_ask_it.ipynb", "ann/notes.txt", "bob/homework.zip", "readme.txt"]
    found, notes = submissions(made(tmp_path / "c", *names), SLUGS)
    assert [(s.learner, s.name) for s in found] == [("ann", names[0]), ("bob", "bob/homework.zip")]
    assert notes == ["ann/notes.txt, readme.txt: no notebook, left out."]


def test_a_course_folder_of_one_is_that_persons(tmp_path: Path) -> None:
    found, _ = submissions(made(tmp_path / "ann", "01_hello_black_box.ipynb", "02_ask_it.ipynb"), SLUGS)
    assert [(s.learner, s.exercise) for s in found] == [("ann", SLUGS[0]), ("ann", SLUGS[1])]


def test_what_is_no_submission_is_left_out_and_named(tmp_path: Path) -> None:
    folder = made(
        tmp_path / "class",
        "ann/02_ask_it.ipynb",
        "ann/.ipynb_checkpoints/02_ask_it-checkpoint.ipynb",
        "__MACOSX/ann/02_ask_it.ipynb",
        "ann/more.zip",
    )
    secret = made(tmp_path, "secret.ipynb") / "secret.ipynb"
    (folder / "eve").mkdir()
    (folder / "eve" / "02_ask_it.ipynb").symlink_to(secret)
    (folder / "mallory").symlink_to(tmp_path)
    found, notes = submissions(folder, SLUGS)
    assert [s.name for s in found] == ["ann/02_ask_it.ipynb"]
    assert len(notes) == 2
    assert "eve/02_ask_it.ipynb" in notes[0]
    assert "mallory" in notes[0]
    assert "ann/more.zip" in notes[1]


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names are bytes on Linux only")
def test_a_name_that_is_no_text_can_be_written_into_any_file(tmp_path: Path) -> None:
    [one], _ = submissions(made(tmp_path / "c", b"\xff\xfe\x1b[31m/02_ask_it.ipynb"), SLUGS)
    one.learner.encode("utf-8")
    assert "\x1b" not in one.learner
    assert one.path.exists()


def test_the_order_does_not_hang_on_the_file_system(tmp_path: Path) -> None:
    names = [f"{who}/{slug}.ipynb" for who in ("b", "a", "c") for slug in SLUGS]
    one = submissions(made(tmp_path / "x", *names), SLUGS)[0]
    two = submissions(made(tmp_path / "y", *reversed(names)), SLUGS)[0]
    assert [s.name for s in one] == [s.name for s in two]


def test_later_hand_ins_sort_later(tmp_path: Path) -> None:
    names = [f"d_1_2_02_ask_it{more}.ipynb" for more in ("-10", "", "-2", "-1")]
    found, _ = submissions(made(tmp_path / "c", *names), SLUGS)
    ordered = [s.name for s in sorted(found, key=lambda s: s.turn())]
    assert ordered == [f"d_1_2_02_ask_it{more}.ipynb" for more in ("", "-1", "-2", "-10")]


def test_an_empty_or_missing_folder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="is no folder"):
        submissions(tmp_path / "none", SLUGS)
    with pytest.raises(CourseError, match=r"No notebook \(.ipynb\) lies in .* a\.txt"):
        submissions(made(tmp_path / "c", "a.txt"), SLUGS)
