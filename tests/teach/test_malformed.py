"""What learners hand in when something went wrong: each gets a grade or one sentence, the rest is graded."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from klass import RIGHT, STEADY, klass, notebook
from test_classroom import grade

from kit.teach.results import Result

GOOD = RIGHT | STEADY
SLUG = "07_toy"
Book = dict[str, Any]


def text(change: Callable[[Book], Any] = lambda book: None) -> bytes:
    """A right submission, changed."""
    book = copy.deepcopy(notebook(GOOD))
    return json.dumps(change(book) or book).encode()


def cells(change: Callable[[list[Book]], Any]) -> bytes:
    """A right submission with its cells changed."""
    return text(lambda book: book.__setitem__("cells", change(book["cells"])))


def without_ids(all_: list[Book]) -> list[Book]:
    """As an old format, or another editor, leaves cells: no ids, no metadata; the first comment is there."""
    bare = [{k: v for k, v in cell.items() if k != "id"} | {"metadata": {}} for cell in all_]
    return [b | {"source": f"# {c['id']}\n{''.join(c['source'])}"} for b, c in zip(bare, all_, strict=True)]


def renamed(all_: list[Book]) -> list[Book]:
    """Neither id nor metadata nor first comment."""
    return [cell | {"source": "".join(cell["source"]).split("\n", 1)[-1]} for cell in without_ids(all_)]


def huge_outputs(all_: list[Book]) -> list[Book]:
    """Ten megabytes of output."""
    out = {"output_type": "stream", "name": "stdout", "text": "x" * 10_000_000}
    return [cell | ({"outputs": [out]} if cell["cell_type"] == "code" else {}) for cell in all_[:3]] + all_[
        3:
    ]


def foreign(book: Book) -> None:
    """Written for another kernel."""
    book["metadata"] = {"kernelspec": {"name": "ir", "display_name": "R", "language": "R"}}


def edited_checks(all_: list[Book]) -> list[Book]:
    """Every check passes."""
    return [c | ({"source": "print('passed')"} if str(c["id"]).startswith("check") else {}) for c in all_]


DEEP = b'{"cells": ' + b"[" * 100_000 + b"]" * 100_000 + b', "nbformat": 4}'
BOM = b"\xef\xbb\xbf"
# Of what kind, the file's bytes, the points, and a part of the sentence.
FILES: dict[str, tuple[bytes, float, str]] = {
    "empty": (b"", 0, "not a notebook"),
    "half": (text()[: len(text()) // 2], 0, "not a notebook"),
    "no-json": (b"print('hello')", 0, "not a notebook"),
    "a-list": (b"[1, 2]", 0, "format 4"),
    "null": (b"null", 0, "format 4"),
    "no-cells": (b'{"nbformat": 4}', 0, "format 4"),
    "deep": (DEEP, 0, "not a notebook"),
    "utf-16": (text().decode().encode("utf-16"), 0, "not a notebook"),
    "latin-1": ('{"cells": [], "nbformat": 4, "x": "é"}'.encode("latin-1"), 0, "not a notebook"),
    "nul": (b"\0" * 1000, 0, "not a notebook"),
    "version-3": (text(lambda book: book.__setitem__("nbformat", 3)), 0, "format 4"),
    "no-answer": (json.dumps(notebook({})).encode(), 0, ""),
    "no-cell": (cells(lambda all_: []), 0, "missing"),
    "one-cell-gone": (
        cells(lambda all_: [c for c in all_ if c["id"] != "answer-craft"]),
        3,
        "answer-craft is",
    ),
    "cells-twice": (cells(lambda all_: [*all_, *all_]), 4, "occurs 2 times"),
    "renamed": (cells(renamed), 0, "missing"),
    "edited-checks": (cells(edited_checks), 4, ""),
    "no-checks": (cells(lambda all_: [c for c in all_ if not c["id"].startswith("check")]), 4, ""),
    "turned-round": (cells(lambda all_: all_[::-1]), 4, ""),
    "no-ids": (cells(without_ids), 4, ""),
    "markdown-answers": (cells(lambda a: [c | {"cell_type": "markdown"} for c in a]), 0, "missing"),
    "odd-cells": (cells(lambda all_: [*all_, 7, None, {}, {"cell_type": "code"}, {"source": [1]}]), 4, ""),
    "huge-outputs": (cells(huge_outputs), 4, ""),
    "foreign-kernel": (text(foreign), 4, ""),
    "lone-surrogate": (text().replace(b"engineering", b"\\ud800"), 3, ""),
    "bom": (BOM + text(), 4, ""),
}
HUGE = b'{"nbformat": 4, "cells": []}' + b" " * 50_000_001


@pytest.fixture(scope="module")
def class_of_them(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Result]]:
    folder = klass(tmp_path_factory.mktemp("malformed"), {"ann": GOOD, "zoe": GOOD})
    for who, (data, _, _) in FILES.items():
        path = folder / "class" / who / f"{SLUG}.ipynb"
        path.parent.mkdir()
        path.write_bytes(data)
    other = {"huge": ("07_toy.ipynb", HUGE), "long": ("x" * 190 + "_07_toy.ipynb", text())}
    other |= {
        "no-name": ("Untitled.ipynb", text()),
        "another": ("Untitled.ipynb", b'{"nbformat": 4, "cells": []}'),
    }
    for who, (name, data) in other.items():
        (folder / "class" / who).mkdir()
        (folder / "class" / who / name).write_bytes(data)
    (folder / "class" / "secret" / "07_toy.ipynb").mkdir(parents=True)  # a folder of that name
    locked = folder / "class" / "locked" / "07_toy.ipynb"
    locked.parent.mkdir()
    locked.write_bytes(text())
    locked.chmod(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kit.teach.classroom.cache_dir", lambda: folder / "cache")
        yield {r.learner: r for r in grade(folder).grades.results}


@pytest.mark.parametrize("who", FILES)
def test_each_gets_a_grade_or_one_sentence(class_of_them: dict[str, Result], who: str) -> None:
    _, points, sentence = FILES[who]
    found = class_of_them[who]
    assert found.points == points, found
    assert sentence in " ".join(found.notes)
    assert all(note.endswith(".") and "\n" not in note for note in found.notes)
    assert (found.state == "refused") == (not found.verdicts)
    if not found.verdicts:
        assert len(found.notes) == 1
        assert found.exercise == SLUG


def test_the_rest_of_the_class_is_graded(class_of_them: dict[str, Result]) -> None:
    assert class_of_them["ann"].points == class_of_them["zoe"].points == 4


def test_too_large_is_a_sentence_and_a_long_or_missing_name_is_none(class_of_them: dict[str, Result]) -> None:
    assert "larger than 50 MB" in class_of_them["huge"].notes[0]
    assert class_of_them["long"].points == class_of_them["no-name"].points == 4
    assert class_of_them["another"].exercise == ""
    assert "no cell of any exercise" in class_of_them["another"].notes[0]
    assert "secret" not in class_of_them


def test_a_file_nobody_may_read_is_a_sentence(class_of_them: dict[str, Result], tmp_path: Path) -> None:
    (tmp_path / "x").write_text("")
    (tmp_path / "x").chmod(0)
    try:
        (tmp_path / "x").read_text()
    except OSError:
        assert "cannot be read" in class_of_them["locked"].notes[0]
    else:
        assert class_of_them["locked"].points == 4  # whoever runs this test may read everything
