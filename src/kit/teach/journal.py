"""What a run over a class has done so far, on disk, so that one that was stopped can go on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from kit.learn import course
from kit.learn.course import CourseError
from kit.teach.benches import Answer
from kit.teach.found import Submission

FILE = "journal.jsonl"


class Journal:
    """The run so far, a line for each submission that is done; gone when the run is.

    A line that was half-written when the run was killed is not counted.
    """

    def __init__(self, folder: Path, about: dict[str, Any], solutions: Path) -> None:
        """In a folder; `about` says what decides the grades, so that two kinds of run are not mixed.

        `solutions` is where the exercises' checks are: what was graded with others is not done.
        """
        self.path, self._head, self._solutions = folder / FILE, json.dumps(about), solutions
        self._file: IO[str] | None = None

    def begin(self, todo: Sequence[Submission], resume: bool, fresh: bool) -> dict[str, Answer]:
        """Begin, or go on: what is already done, of files and exercises that have not changed since.

        Raises:
            CourseError: a run that did not finish is here, and nothing says what to do about it.
        """
        lines = self.path.read_text(encoding="utf-8").splitlines() if self.path.exists() else []
        if lines and not (resume or fresh):
            raise CourseError(
                f"A run that did not finish lies in {self.path.parent} ({len(lines) - 1} of {len(todo)} "
                "done). Go on with --resume, or begin again with --fresh."
            )
        if lines and resume and lines[0] != self._head:
            raise CourseError(
                f"The run in {self.path.parent} was begun with {lines[0]}: resume it so, or use an --out."
            )
        done = {}
        files = {one.name: one for one in todo}
        for line in lines[1:] if resume else []:
            try:
                row = json.loads(line)
            except ValueError:
                continue
            if row["name"] in files and row == self._row(files[row["name"]], row["answer"]):
                done[row["name"]] = row["answer"]
        rows = [json.dumps(self._row(files[name], answer)) for name, answer in done.items()]
        course.write(self.path, "\n".join([self._head, *rows]) + "\n")
        return done

    def note(self, one: Submission, answer: Answer) -> None:
        """Write down that a submission is done."""
        assert self._file
        self._file.write(json.dumps(self._row(one, answer)) + "\n")
        self._file.flush()

    def _row(self, one: Submission, answer: Answer) -> dict[str, Any]:
        checks = _digest(self._solutions / f"{answer['exercise']}.ipynb")
        return {"name": one.name, "digest": _digest(one.path), "checks": checks, "answer": answer}

    def __enter__(self) -> Journal:
        self._file = self.path.open("a", encoding="utf-8")
        return self

    def __exit__(self, *exc: object) -> None:
        if self._file:
            self._file.close()

    def end(self) -> None:
        """The run is done."""
        self.path.unlink(missing_ok=True)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""
