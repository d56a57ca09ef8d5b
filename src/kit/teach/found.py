"""Who handed in what: the notebooks in a folder, as learners and learning platforms leave them there.

Understood are a folder for each learner (nbgrader's, Moodle's and Gradescope's downloads, at any depth), a
folder for each exercise, and one flat folder with the learner in each file's name (Canvas's download).
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kit.learn.course import CourseError

_CANVAS = re.compile(r"(?P<who>[^_]+)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<name>.+)", re.I)
_MOODLE = re.compile(r"_assignsubmission_\w*$|_onlinetext_?$")
_AGAIN = re.compile(r"^(.*?)(?:[-_ ]?\((\d+)\)|-(\d{1,2}))?$", re.S)
_LEFT_OUT = {"__MACOSX", "node_modules"}


@dataclass(frozen=True)
class Submission:
    """A file that may be somebody's answer to an exercise.

    Attributes:
        learner: who, as the folder or the file names them.
        path: the file.
        name: its path in the class's folder, with "/" between.
        exercise: the slug its name says; None where only its cells can tell.
        below: the folders it lies in that do not name an exercise, the learner's first.
    """

    learner: str
    path: Path
    name: str
    exercise: str | None
    below: str = ""

    def turn(self) -> tuple[str, int, str]:
        """For sorting files of one learner: later hand-ins of the same name ("a-1", "a (2)") come later."""
        found = _AGAIN.match(self.name.rsplit(".", 1)[0])
        assert found
        return found[1], int(found[2] or found[3] or 0), self.name


def submissions(folder: Path, slugs: Sequence[str]) -> tuple[list[Submission], list[str]]:
    """The notebooks in a folder, in one order everywhere, and a sentence on what else lies there.

    Raises:
        CourseError: no such folder, or no notebook in it.
    """
    if not folder.is_dir():
        raise CourseError(
            f"{folder} is no folder. Put each learner's notebooks into a folder of their own in it."
        )
    found: list[Submission] = []
    other: list[Submission] = []
    links: list[str] = []
    for path, name in _files(folder):
        if path.is_symlink() or not path.resolve().is_relative_to(folder.resolve()):
            links.append(name)
        else:
            notebook = path.suffix.lower() == ".ipynb"
            (found if notebook else other).append(_submission(folder, path, name, slugs))
    if not found:
        names = _some([s.name for s in other])
        more = f" There are: {names}." if names else ""
        raise CourseError(f"No notebook (.ipynb) lies in {folder}; archives are not opened.{more}")
    people = {s.learner for s in found}
    only = [s for s in other if "/" in s.name and s.learner not in people]  # all they handed in
    rest = sorted(s.name for s in other if s not in only)
    notes = [f"{_some(links)}: a link, left out; a submission is a file."] if links else []
    notes += [f"{_some(rest)}: no notebook, left out."] if rest else []
    return sorted(_apart([*found, *only]), key=lambda s: (s.exercise or "~", s.name)), notes


def _apart(found: Sequence[Submission]) -> Iterator[Submission]:
    """Two files for one exercise in different folders below one ("Team/ann", "Team/ben") are two people's."""
    seen: dict[tuple[str, str | None], set[str]] = {}
    for one in found:
        seen.setdefault((one.learner, one.exercise), set()).add(one.below)
    teams = {learner for (learner, _), folders in seen.items() if len(folders) > 1}
    for one in found:
        yield replace(one, learner=one.below) if one.learner in teams else one


def _files(folder: Path) -> Iterator[tuple[Path, str]]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _LEFT_OUT)
        for file in sorted([*files, *(f for f in folders if Path(here, f).is_symlink())]):
            if not file.startswith("."):
                path = Path(here, file)
                yield path, _text(path.relative_to(folder).as_posix())


def _text(name: str) -> str:
    """A file's name as text that any file can hold, whatever its bytes."""
    shown = os.fsencode(name).decode("utf-8", "replace")
    clean = "".join(c if unicodedata.category(c)[0] != "C" else "\N{REPLACEMENT CHARACTER}" for c in shown)
    return unicodedata.normalize("NFC", clean)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return ", ".join(name[-80:] for name in names[:3]) + more


def _submission(folder: Path, path: Path, name: str, slugs: Sequence[str]) -> Submission:
    *parents, file = name.rsplit(".", 1)[0].split("/")
    people = [part for part in parents if _folder_slug(part, slugs) is None]
    slug = _slug(file, slugs) or next((s for p in reversed(parents) if (s := _folder_slug(p, slugs))), None)
    if people:
        who = _MOODLE.sub("", people[0])
    elif canvas := _CANVAS.fullmatch(file):
        who = f"{canvas['who']}_{canvas['id']}"
    else:
        who = _without(file, slug) or _text(folder.resolve().name)
    return Submission(who, path, name, slug, "/".join([who, *people[1:]]))


def _folder_slug(part: str, slugs: Sequence[str]) -> str | None:
    """The exercise that a folder's name says; "team 3" says none."""
    by_number = re.fullmatch(
        r"(?:(?:exercise|homework|assignment|lesson|week|ex|hw)[-_ ]?)?\d{1,2}", part, re.I
    )
    slug = _slug(part, slugs)
    return slug if slug and (by_number or slug.lower() in part.lower()) else None


def _slug(part: str, slugs: Sequence[str]) -> str | None:
    """The exercise that a file's or a folder's name says: by its slug, or by its number standing alone."""
    small = part.lower()
    named = [s for s in slugs if s.lower() in small]
    if not named and (numbers := re.fullmatch(r"(?:\D*[-_ ])?(\d{1,2})", small)):
        named = [s for s in slugs if s.split("_")[0].isdigit() and int(s.split("_")[0]) == int(numbers[1])]
    return max(named, key=len) if named else None


def _without(file: str, slug: str | None) -> str:
    """A flat file's name without its exercise and the number of a later hand-in: whose it is."""
    found = _AGAIN.match(file)
    assert found
    rest = re.sub(re.escape(slug), "", found[1], flags=re.I) if slug else found[1]
    if slug and rest == found[1]:
        rest = re.sub(r"[-_ ]?\d{1,2}$", "", rest)
    return rest.strip("-_ .")
