"""Who is in the class: the list that a gradebook exports, and which of its rows a learner's folder means.

A roster is the CSV that Canvas's gradebook exports, Moodle's grading worksheet, or any CSV with a column of
names or ids. Downloads name learners in their own ways: Canvas `doejane_12345` (name squeezed, then id),
Moodle `Jane Doe_123456` (or with `_assignsubmission_file`), Gradescope `submission_123456789`. A number must
stand in one row alone, and the names must not contradict it; without a number, a login, an address or a name
must fit one row alone. A learner for whom that is not so gets no row, and a sentence says who: better no
grade than another's.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from kit.learn.course import CourseError
from kit.teach.shown import fit

_FORMS = (
    ("moodle", re.compile(r"(?P<name>.*?)_(?P<id>\d+)_assignsubmission_\w*", re.S)),
    ("gradescope", re.compile(r"(?P<name>)submission_(?P<id>\d+)")),
    ("canvas", re.compile(r"(?P<name>[^_\sA-Z]+)_(?:LATE_)?(?P<id>\d+)(?:_.*)?", re.S)),  # in small letters
    ("moodle", re.compile(r"(?P<name>[^_]+)_(?P<id>\d+)")),
)
_NAMES = ("student", "full name", "name")
_FIRST, _LAST = ("first name", "firstname"), ("last name", "lastname", "surname")
_IDS = (
    "id", "sis user id", "sis login id", "identifier", "id number", "username", "sid", "student id",
    "submission id", "email address", "email",
)  # fmt: skip


@dataclass(frozen=True)
class Handle:
    """What a learner's folder or file says: a name ("" if none), a number, and the system they are from."""

    name: str
    number: str = ""
    system: str = ""

    @classmethod
    def of(cls, learner: str) -> Handle:
        """Read it off the name that a download gave."""
        for system, form in _FORMS:
            if found := form.fullmatch(learner):
                return cls(found["name"], found["id"], system)
        return cls(learner)


@dataclass(frozen=True)
class Person:
    """A row of a roster, by its column titles."""

    cells: Mapping[str, str]

    def first(self, *titles: str) -> str:
        """The first of these columns (in small letters) that is there and not empty; "" if none is."""
        low = {title.casefold(): cell for title, cell in self.cells.items()}
        return next((low[title] for title in titles if low.get(title)), "")

    @property
    def name(self) -> str:
        """The name, as the roster writes it."""
        return self.first(*_NAMES) or f"{self.first(*_FIRST)} {self.first(*_LAST)}".strip()

    @property
    def ids(self) -> set[str]:
        """Everything that stands for this person alone: ids, login, address and its part before the @."""
        known = {self.first(title).strip().casefold() for title in _IDS} - {""}
        worksheet = re.fullmatch(r"\D*(\d+)", self.first("identifier"))
        known |= {worksheet[1]} if worksheet else set()
        return known | {known_id.split("@")[0] for known_id in known if "@" in known_id}

    @property
    def names(self) -> set[str]:
        """The name squeezed as downloads do it, both ways round."""
        parts = re.split(r",\s*", self.name, maxsplit=1)
        words = self.name.split()
        turned = ([*reversed(parts)], [*words[1:], *words[:1]], [*words[-1:], *words[:-1]])
        return {squeezed("".join(one)) for one in (parts, *turned)} - {""}


@dataclass(frozen=True)
class Roster:
    """A list of the class: its column titles, the rows above the people (points possible), and the people."""

    heads: tuple[str, ...]
    people: tuple[Person, ...]
    possible: Mapping[str, str]

    @property
    def is_canvas(self) -> bool:
        """Whether Canvas's gradebook exported it."""
        return self.heads[0] in ("Student", "LastName") and "Section" in self.heads

    @property
    def is_worksheet(self) -> bool:
        """Whether it is Moodle's grading worksheet of one assignment."""
        return {"Identifier", "Grade", "Last modified (grade)"} <= set(self.heads)

    @cached_property
    def _by_id(self) -> dict[str, list[Person]]:
        return _index((one_id, person) for person in self.people for one_id in person.ids)

    @cached_property
    def _by_name(self) -> dict[str, list[Person]]:
        return _index((name, person) for person in self.people for name in person.names)

    def person(self, learner: str) -> Person | None:
        """The row that a learner's folder means; None if none does, or not one alone."""
        handle = Handle.of(learner)
        name = squeezed(handle.name)
        named = self._by_name.get(name, [])
        known = self._by_id.get(handle.number or learner.strip().casefold(), [])
        if handle.number and name and name != "participant":
            known = [person for person in known if not person.names or name in person.names]
        # Canvas's number is the person's own: if it is not in Canvas's list, somebody else has that name.
        found = known if known or (self.is_canvas and handle.system == "canvas") else named
        return found[0] if len(found) == 1 else None


def _index(pairs: Iterable[tuple[str, Person]]) -> dict[str, list[Person]]:
    found: dict[str, list[Person]] = {}
    for key, person in pairs:
        found.setdefault(key, []).append(person)
    return found


def squeezed(name: str) -> str:
    """Letters and digits alone, small, without accents: "Doe, Zoë" is "doezoe"."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in plain if c.isalnum())


def read(path: Path) -> Roster:
    """Read a roster.

    Raises:
        CourseError: it cannot be read, or has neither names nor ids.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CourseError(f"The roster {path} cannot be read: {error.strerror}.") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.split("\n", 1)[0]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count)))
    except csv.Error as error:
        raise CourseError(f"The roster {path.name} is not a CSV file: {error}.") from None
    heads = tuple(head.strip() for head in rows[0]) if rows else ()
    if not {head.casefold() for head in heads} & {*_NAMES, *_FIRST, *_LAST, *_IDS}:
        raise CourseError(
            f"{path.name} has no column of names or ids (Student, Full name, ID, Email address, ...). Export "
            "it from Canvas's gradebook, or as Moodle's grading worksheet, with the language set to English."
        )
    return _roster(heads, [dict(zip(heads, [*row, *[""] * len(heads)], strict=False)) for row in rows[1:]])


def _roster(heads: tuple[str, ...], rows: Sequence[dict[str, str]]) -> Roster:
    possible = next((row for row in rows if "Points Possible" in row[heads[0]]), {})
    people = [Person(row) for row in rows if row is not possible]
    return Roster(heads, tuple(one for one in people if one.name or one.ids), possible)


def listed(names: Sequence[str], most: int) -> str:
    """Names for a sentence, the first few of many; a name may have a comma in it."""
    shown = "; ".join(fit(name, 60, line=True) for name in names[:most])
    return shown + (f" and {len(names) - most} more" if len(names) > most else "")
