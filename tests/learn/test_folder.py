"""A folder that a check hands over: alike in the notebook, in the grader and in a jail; and nobody's trap."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import toy

from kit.learn.check import Exercise
from kit.learn.folder import Folder, FolderTrouble, act
from kit.learn.grade import run
from kit.learn.reach import call
from kit.learn.sheet import parse
from kit.learn.verdict import CheckFailed, Verdict
from kit.learn.warm import CAN_FORK, Warm

WRITE = """# BEGIN ANSWER
from pathlib import Path


def note(folder, text):
    with (Path(folder) / "notes").open("a") as out:
        out.write(text + "\\n")
# END ANSWER"""
CHECK = """with check("note") as c, c.folder() as folder:
    folder.write("a b/notes", "one\\n") if folder.names() else folder.make("a b")
    for text in "two", "drei ä":
        c.call(note, folder.path("a b"), text)
    c.equal(folder.read("a b/notes"), "two\\ndrei ä\\n")
    folder.copy("a b", "twin")
    folder.remove("a b")
    c.equal(folder.names(), ["twin"])
    c.equal(folder.read("a b/notes"), None)
"""
CELLS = [toy.CELLS[1], ("answer", "answer-note", WRITE), ("check", "check-note", CHECK)]
SHEET = parse(toy.notebook(CELLS), toy.SLUG)
LINK = """import os
from pathlib import Path


def note(folder, text):
    place = Path(folder, "notes")
    {}
"""
TRAPS = {
    "os.symlink('/dev/zero', place)": "is not a file",
    "place.is_fifo() or os.mkfifo(place)": "is not a file",
    "place.mkdir(exist_ok=True)": "is not a file",
    "place.write_text('x' * 1_000_001)": "holds more than 1,000,000 bytes",
    "place.write_bytes(bytes([255]))": "can't decode byte",
}


def in_the_grader(note: str = "", jailed: bool = False) -> Verdict:
    answers = {"answer-note": note} if note else SHEET.answers
    with Warm(SHEET, jailed=jailed) as warm:
        return run(SHEET, answers, start=warm.start)[0].verdicts[0]


def in_the_notebook() -> Verdict | None:
    names: dict[str, Any] = {"check": Exercise(toy.SLUG), "__name__": "__main__"}
    exec(WRITE, names)
    try:
        exec(CHECK, names)
    except CheckFailed as failed:
        return failed.verdict
    return None


def test_the_same_cell_passes_in_the_notebook_and_in_the_grader_locked_in_or_not() -> None:
    assert in_the_notebook() is None
    for jailed in (False, True)[: 1 + CAN_FORK]:
        assert in_the_grader(jailed=jailed).passed


@pytest.mark.skipif(os.name != "posix", reason="this system has no such files")
@pytest.mark.parametrize(("trap", "says"), TRAPS.items())
def test_what_cannot_be_read_is_a_sentence_and_keeps_nobody_waiting(
    trap: str, says: str, tmp_path: Path
) -> None:
    names: dict[str, Any] = {}
    exec(LINK.format(trap), names)
    folder = Folder(str(tmp_path / "top"), lambda *asked: call(act, [str(tmp_path / "top"), *asked], {}))
    names["note"](folder.path(), "x")
    with pytest.raises(FolderTrouble, match=says):
        folder.read("notes")


def test_a_trap_fails_the_check_and_names_the_call_and_no_path_of_this_machine() -> None:
    verdict = in_the_grader(LINK.format("place.mkdir(exist_ok=True)"))
    assert verdict.state == "fail"
    assert "`note('/scratch/folder-1/a b', 'drei ä')`, the check cannot read `a b/notes`" in verdict.message


def test_removing_a_folder_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "kept").write_text("x")
    top = tmp_path / "top"
    folder = Folder(str(top), lambda *asked: call(act, [str(top), *asked], {}))
    try:
        (top / "link").symlink_to(tmp_path / "mine", target_is_directory=True)
    except OSError:
        pytest.skip("this system lets nobody make links")
    folder.remove("link")
    folder.remove()
    assert (tmp_path / "mine" / "kept").read_text() == "x"


def test_a_process_that_is_gone_leaves_the_check_not_run() -> None:
    verdict = in_the_grader("import os\n\ndef note(folder, text):\n    os._exit(0)")
    assert verdict.state == "not run"
