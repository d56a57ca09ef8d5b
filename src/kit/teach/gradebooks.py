"""A class's grades in the forms that gradebooks import: Canvas, Moodle (gradebook and worksheet), Gradescope.

What each takes was read in its importer: Canvas finds a column by its title (`Name (id)` as it exports it), a
row by ID, then SIS ids, then name; Moodle's worksheet needs Identifier, Grade and Last modified (grade).
Where the roster has an exercise's column, its title and its most points are kept and ours are scaled to
them. Who handed in nothing, or what could not be graded, keeps what the roster says, which is mostly nothing:
a 0 is the instructor's to give. Canvas empties a grade whose cell is empty, so give it the roster of today.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from kit.teach.results import GRADED, ClassGrades, Result
from kit.teach.roster import Handle, Person, Roster, listed, squeezed
from kit.teach.shown import LONG, earned, fit, number, table, told

_TOLD = 8  # names in one sentence
_CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_MOODLE = ("Identifier", "Full name", "Email address")
_WHO = (*_MOODLE, "First name", "Last name", "Surname", "ID number", "Username")
_WORKSHEET = (*_MOODLE, "Status", "Grade", "Maximum Grade", "Last modified (grade)", "Feedback comments")


@dataclass(frozen=True)
class Gradebook:
    """Grades beside a roster (or none): who has which row, and who has none."""

    grades: ClassGrades
    roster: Roster | None = None

    @cached_property
    def _rows(self) -> tuple[list[tuple[Person, dict[str, Result]]], list[str], list[str]]:
        """(person, results by exercise) for each row; learners without a row; learners who share a row."""
        by_learner: dict[str, dict[str, Result]] = {}
        for result in self.grades.results:
            by_learner.setdefault(result.learner, {}).setdefault(result.exercise, result)
        if self.roster is None:
            return [(_unknown(name), found) for name, found in by_learner.items()], [], []
        rows: dict[int, dict[str, Result]] = {id(person): {} for person in self.roster.people}
        homeless, twice = [], []
        for name, found in by_learner.items():
            person = self.roster.person(name)
            if person is None:
                homeless.append(name)
                continue
            twice += [name] if rows[id(person)].keys() & found.keys() else []
            rows[id(person)] = found | rows[id(person)]
        return [(person, rows[id(person)]) for person in self.roster.people], homeless, twice

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences on how the roster and the class fit, and on what is left empty; a few names in each."""
        return tuple(self._notes(_TOLD))

    @property
    def all_notes(self) -> tuple[str, ...]:
        """The same with every name."""
        return tuple(self._notes(len(self._rows[0]) + len(self.grades.learners)))

    def _notes(self, most: int) -> Iterator[str]:
        rows, homeless, twice = self._rows
        absent = [person.name or min(person.ids) for person, found in rows if not found]
        if self.roster is not None:
            yield (
                f"{len(absent)} of {len(rows)} on the roster handed in nothing; their grades are left empty"
                f"{': ' if absent else ''}{listed(absent, most)}."
            )
        if homeless:
            yield (
                f"No row of the roster, or not one alone, fits {listed(homeless, most)}: "
                "grades.csv has the grades, canvas.csv and moodle.csv have not."
            )
        if twice:
            who = listed(twice, most)
            yield f"One row of the roster fits {who} and another; the first by name counts there."
        yield from self._scaled()
        if refused := list(dict.fromkeys(r.learner for r in self.grades.results if r.state != GRADED)):
            yield f"What could not be graded is left empty in gradebooks, for {listed(refused, most)}."

    def _scaled(self) -> Iterator[str]:
        """What an instructor should know of the roster's columns and points, and of Moodle's worksheet."""
        if self.roster is None:
            return
        columns = [_Column.of(slug, self) for slug in self.grades.exercises]
        for column in columns:
            if column.most != column.own:
                to = f"{number(column.most)}, which is what {column.title!r} has in the gradebook"
                yield f"The {number(column.own)} points of {column.slug} are scaled to {to}."
        new = [column.slug for column in columns if column.title == column.slug]
        if new and self.roster.is_canvas:
            yield (
                f"The roster has no column, or several, for {', '.join(new)}: canvas.csv has a new one, "
                "which Canvas makes an assignment of."
            )
        if self.roster.is_worksheet:
            most = {person.cells.get("Maximum Grade", "") for person in self.roster.people} - {""}
            to = f"points are scaled to its {', '.join(sorted(most))}" if most else "points are not scaled"
            one = " It is of one assignment: import that one's file alone." * (len(columns) > 1)
            yield f"In moodle/, Moodle's worksheet is filled in; {to}.{one}"

    def canvas(self) -> str:
        """CSV for Canvas: Grades > Import."""
        columns = [_Column.of(slug, self) for slug in self.grades.exercises]
        most = ["    Points Possible", "", "", "", "", *(number(c.most) for c in columns)]
        rows: list[list[str]] = [most]
        for person, found in self._rows[0]:
            who = [person.name, *(person.cells.get(title, "") for title in _CANVAS[1:])]
            rows.append([*who, *(c.cell(person, found) for c in columns)])
        return table([*_CANVAS, *(c.title for c in columns)], rows)

    def moodle(self) -> str:
        """CSV for Moodle's gradebook: Grades > Import > CSV file, a row a person, a column an exercise."""
        slugs = self.grades.exercises
        heads = [title for title in self.roster.heads if title in _WHO] if self.roster else []
        heads = heads or list(_MOODLE)
        rows = (
            [*(_who(person, title) for title in heads), *(_points(found.get(slug)) for slug in slugs)]
            for person, found in self._rows[0]
        )
        return table([*heads, *slugs], rows)

    def worksheets(self) -> Iterator[tuple[str, str]]:
        """(exercise, CSV) of Moodle's grading worksheet, where the roster or the folders are Moodle's.

        A worksheet's identifiers belong to one assignment: with a roster, rows are its own; without, those
        that the folders name.
        """
        heads = self.roster.heads if self.roster and self.roster.is_worksheet else _WORKSHEET
        for slug in self.grades.exercises:
            rows = []
            for person, found in self._rows[0]:
                if heads is _WORKSHEET and (slug not in found or not person.cells.get("Identifier")):
                    continue
                rows.append([_worksheet_cell(person, found.get(slug), title, self, slug) for title in heads])
            if any(slug in found for _, found in self._rows[0]) and rows:
                yield slug, table(heads, rows, 10 * LONG)  # comments are HTML: not to be cut inside a tag


@dataclass(frozen=True)
class _Column:
    """An exercise's column in Canvas: its title, the most points there, and the exercise's own."""

    slug: str
    title: str
    most: float
    own: float

    @classmethod
    def of(cls, slug: str, book: Gradebook) -> _Column:
        own, roster = book.grades.possible(slug), book.roster
        named = [h for h in roster.heads if _means(h, slug)] if roster and roster.is_canvas else []
        if roster is None or len(named) != 1:
            return cls(slug, slug, own, own)
        return cls(slug, named[0], _float(roster.possible.get(named[0], "")) or own, own)

    def cell(self, person: Person, found: Mapping[str, Result]) -> str:
        return _points(found.get(self.slug), self.most, self.own) or person.cells.get(self.title, "")


def _means(head: str, slug: str) -> bool:
    """Whether a gradebook's column title, `Hello black box (4711)` say, means an exercise."""
    title = squeezed(re.sub(r"\s*\(\d+\)$", "", head))
    return title in (squeezed(slug), squeezed(slug.split("_", 1)[-1]))


def _unknown(learner: str) -> Person:
    """A row for a learner without a roster: what the folder's name says."""
    handle = Handle.of(learner)
    cells = {"Student": handle.name or learner, "Full name": handle.name or learner}
    cells |= {"ID": handle.number} if handle.system == "canvas" else {}
    cells |= {"Identifier": f"Participant {handle.number}"} if handle.system == "moodle" else {}
    return Person(cells)


def _who(person: Person, title: str) -> str:
    return person.cells.get(title, "") or (person.name if title == "Full name" else "")


def _points(result: Result | None, most: float = 0, own: float = 0) -> str:
    """Points as a cell; scaled to `most` where the gradebook counts otherwise; "" without a grade."""
    if result is None or result.state != GRADED:
        return ""
    return number(result.points * most / own if most and own else result.points)


def _worksheet_cell(person: Person, result: Result | None, title: str, book: Gradebook, slug: str) -> str:
    own = book.grades.possible(slug)
    most = _float(person.cells.get("Maximum Grade", "")) or own
    graded = result is not None and result.state == GRADED
    if title == "Grade" and graded:
        return _points(result, most, own)
    if title == "Feedback comments" and result is not None:
        return feedback(result)
    return person.cells.get(title, "") or (number(most) if title == "Maximum Grade" else "")


def feedback(result: Result) -> str:
    """A comment in HTML, as Moodle takes it: points, then what each failing check says, escaped."""
    lines = [earned(result.points, result.possible)] if result.state == GRADED else []
    lines += [f"{v.title()}: {fit(v.message, 300)}" for v in result.verdicts if not v.passed]
    lines += [fit(note, 300) for note in result.notes[:5]]
    return "<br>".join(escape(line).replace("\n", " ") for line in lines)


def gradescope(result: Result) -> str:
    """`results.json` as a Gradescope autograder leaves it, a test per check; refused work scores 0 there."""
    plain = {"name_format": "text", "output_format": "text"}
    tests = [
        {"name": v.check, "score": round(v.points, 2), "max_score": v.possible, "output": told(v), **plain}
        | {"status": "passed" if v.passed else "failed"}
        for v in result.verdicts
    ]
    said = "\n".join(fit(note, 600) for note in result.notes[:20])
    data = {"score": round(result.points, 2), "output": said, "output_format": "text", "tests": tests}
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _float(text: str) -> float:
    """A number as a gradebook writes it: "1,000.00" or "100,00"."""
    thousands = re.search(r",\d{3}(\D|$)", text)
    try:
        return float(text.replace(",", "" if thousands else "."))
    except ValueError:
        return 0.0
