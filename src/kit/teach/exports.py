"""Every file of a graded class but grades.json: page, tables, JUnit, gradebooks, each whole or not at all.

grades.csv         a row per check: learner, exercise, check, points, possible, state, message, file
junit.xml          a suite per submission
report.html        to look at
canvas.csv         moodle.csv    moodle/EXERCISE.csv    gradescope/LEARNER/EXERCISE/results.json
near_copies.csv    if near-copies were looked for
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from xml.etree import ElementTree

from kit.learn import course
from kit.learn.grade import Grade
from kit.learn.report import junit_text, suite
from kit.teach.copies import Copy
from kit.teach.gradebooks import Gradebook, gradescope
from kit.teach.report_html import as_html
from kit.teach.results import GRADED, ClassGrades, Result
from kit.teach.roster import Roster, read
from kit.teach.shown import fit, number, table

_GRADES = ("learner", "exercise", "check", "points", "possible", "state", "message", "file")
_COPIES = (
    "exercise", "learner", "other", "share of learner", "share of other", "identical", "lines", "other lines",
)  # fmt: skip


def write_all(
    grades: ClassGrades, folder: Path, roster: Path | None = None, copies: Sequence[Copy] | None = None
) -> list[Path]:
    """Write the files of a class into `folder`, each whole or not at all.

    Args:
        grades: what to write.
        folder: where; made if need be. Files of an earlier run are replaced, those that
            this one does not make are taken away.
        roster: the CSV of a gradebook's export, for ids and for those who handed in nothing.
        copies: near-copies; None if they were not looked for.
    Returns:
        Paths of the files, the page first.
    Raises:
        CourseError: the roster cannot be read.
    """
    listed = read(roster) if roster else None
    written = []
    for name, text in files(grades, listed, copies):
        course.write(folder / name, text)
        written.append(folder / name)
    old = {folder / "moodle" / f"{slug}.csv" for slug in grades.exercises}
    for path in {*old, *folder.glob("gradescope/*/*/results.json")} - {*written}:
        if path.exists() and not (roster and path.samefile(roster)):
            path.unlink()
    return written


def roster_notes(grades: ClassGrades, roster: Path | None) -> tuple[str, ...]:
    """Sentences on how the class fits its roster, and what gradebooks leave empty: for the terminal.

    Raises:
        CourseError: the roster cannot be read.
    """
    return Gradebook(grades, read(roster) if roster else None).notes


def files(
    grades: ClassGrades, roster: Roster | None, copies: Sequence[Copy] | None
) -> Iterator[tuple[str, str]]:
    """(name, text) of each file, one at a time."""
    book = Gradebook(grades, roster)
    yield "report.html", as_html(grades, copies=copies, notes=book.all_notes)
    yield "grades.csv", grades_csv(grades)
    yield "junit.xml", as_junit(grades)
    yield "canvas.csv", book.canvas()
    yield "moodle.csv", book.moodle()
    for slug, text in book.worksheets():
        yield f"moodle/{slug}.csv", text
    if copies is not None:
        yield "near_copies.csv", copies_csv(copies)
    folders = folder_names(grades.learners)
    for (learner, exercise), result in grades.counting.items():
        if exercise:
            yield f"gradescope/{folders[learner]}/{exercise}/results.json", gradescope(result)


def grades_csv(grades: ClassGrades) -> str:
    """One row per check; a submission that could not be graded has one row, with its sentence."""
    return table(_GRADES, (row for result in grades.results for row in _rows(result)))


def _rows(result: Result) -> Iterator[tuple[str, ...]]:
    if result.state != GRADED or not result.verdicts:
        said = " ".join(result.notes)
        yield result.learner, result.exercise, "", "", "", result.state, said, result.file
    for v in result.verdicts:
        got, most = number(v.points), number(v.possible)
        yield result.learner, result.exercise, v.check, got, most, v.state, v.message, result.file


def as_junit(grades: ClassGrades) -> str:
    """The class as JUnit XML: a suite per submission, a case per check; an error where none could run."""
    root = ElementTree.Element("testsuites")
    for result in grades.results:
        notes = tuple(fit(note) for note in result.notes)
        made = suite(Grade(result.exercise, result.verdicts, notes, grades.seed))
        made.set("name", fit(f"{result.learner} / {result.exercise or result.file}", 300, line=True))
        if result.state != GRADED:
            made.set("tests", str(len(made.findall("testcase")) + 1))
            made.set("errors", "1")
            case = ElementTree.Element("testcase", classname=result.exercise, name="submission")
            ElementTree.SubElement(case, "error", message=" ".join(notes), type=result.state)
            made.insert(0, case)
        root.append(made)
    return junit_text(root)


def copies_csv(copies: Sequence[Copy]) -> str:
    """One row per pair."""
    rows = []
    for c in copies:
        shares = f"{c.share_first:.2f}", f"{c.share_second:.2f}", "yes" if c.identical else "no"
        rows.append((c.exercise, c.first, c.second, *shares, c.lines_first, c.lines_second))
    return table(_COPIES, rows)


def folder_names(learners: Sequence[str]) -> dict[str, str]:
    """A folder's name for each learner that every system takes, no two alike; its own where that will do."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for learner in learners:
        name = re.sub(r"[^\w. \-]", "_", learner, flags=re.ASCII)[:60].strip(". ")
        reserved = re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d) *(\..*)?", name)
        if not name or name != learner or reserved or name.casefold() in taken:
            digest = hashlib.sha256(learner.encode("utf-8", "surrogatepass")).hexdigest()[:8]
            name = f"{name.replace('.', '_') if reserved else name or 'learner'}-{digest}"
        taken.add(name.casefold())
        names[learner] = name
    return names
