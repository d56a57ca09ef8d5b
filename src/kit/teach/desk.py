"""The instructor's command, `kit grade --class`: grade, write every report, and say how it went."""

from __future__ import annotations

import json
import platform
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.sheet import read
from kit.teach.classroom import Graded, Plan, grade_class
from kit.teach.results import ClassGrades, merged, unlike
from kit.teach.roster import listed
from kit.teach.roster import read as read_roster
from kit.teach.shown import many

_CHANGES = 8  # shown in the terminal


def part(shard: str) -> tuple[int, int]:
    """The (i, n) of a `Plan`, from "2/4".

    Raises:
        CourseError: it is not written so.
    """
    parts = re.fullmatch(r"(\d{1,6})/(\d{1,6})", shard)
    if not parts:
        raise CourseError(f"--shard {shard} should be like 2/4: the second of four parts.")
    return int(parts[1]), int(parts[2])


def run(plan: Plan, *, roster: Path | None, as_json: bool) -> None:
    """Grade a class, and write the reports.

    Args:
        plan: what, and how.
        roster: a CSV of the learning platform.
        as_json: print the grades instead of a summary.
    Raises:
        CourseError: something about the folders or options; says what to do.
    """
    if roster:
        read_roster(roster)  # what is wrong with it, before the work rather than after
    try:
        done = grade_class(plan, meanwhile=_imports)
    except KeyboardInterrupt:
        raise CourseError(
            f"Stopped. What is graded is kept in {plan.into()}; --resume goes on from there."
        ) from None
    _report(done.grades, plan.into(), plan.base(), list(_said(done)), roster, as_json)
    about: dict[str, Any] = {"python": platform.python_version(), "system": platform.platform()}
    about |= {n: getattr(done, n) for n in ("seconds", "graded", "cached", "resumed")}
    course.write(plan.into() / "run.json", json.dumps(about, indent=1) + "\n")


def join(
    folders: Sequence[Path], out: Path | None, *, base: Path | None, roster: Path | None, as_json: bool
) -> None:
    """Join the results of several runs into `out`, and write the reports.

    Args:
        folders: with results.
        out: for all of them.
        base: the course's folder, or None for the one around here.
        roster: a CSV of the learning platform.
        as_json: print the grades instead of a summary.
    Raises:
        CourseError: they cannot be joined; says why.
    """
    if out is None:
        raise CourseError("Say where the joined results go: --out FOLDER.")
    if roster:
        read_roster(roster)
    _report(merged(folders, out), out, base or course.root(), unlike(folders), roster, as_json)


def _said(done: Graded) -> Iterator[str]:
    parts = [f"{many(done.graded, 'file')} graded"]
    parts += [f"{done.cached} known already (unchanged, or another's very answers)"] * bool(done.cached)
    parts += [f"{done.resumed} done before the stop"] * bool(done.resumed)
    yield f"{', '.join(parts)}, in {done.seconds:.0f} s."
    if done.stopped:
        yield f"A time limit stopped code of {listed(done.stopped, _CHANGES)}: graded again next time."
    for change in done.changed[:_CHANGES]:
        yield f"Changed since the last run: {change}"
    if (more := len(done.changed) - _CHANGES) > 0:
        yield f"{more} more changed; grades.previous.json has the former grades."


def _imports() -> None:
    """Load what the reports need."""
    import kit.teach.exports
    import kit.teach.show  # noqa: F401
    from kit.teach import copies

    copies.library()


def _report(
    grades: ClassGrades, out: Path, base: Path, said: Sequence[str], roster: Path | None, as_json: bool
) -> None:
    from kit.teach.copies import near_copies
    from kit.teach.exports import roster_notes, write_all
    from kit.teach.show import show

    sheets = [read(base / "solutions" / f"{slug}.ipynb") for slug in grades.exercises]
    copies = near_copies(grades, sheets) if len(grades.learners) > 1 else []
    written = write_all(grades, out, roster, copies)
    if as_json:
        print(grades.as_json(), end="")
    else:
        show(grades, written, notes=[*said, *roster_notes(grades, roster)], copies=copies)
