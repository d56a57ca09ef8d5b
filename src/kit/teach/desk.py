"""The instructor's command, `kit grade --class`: grade, write every report, and say how it went."""

from __future__ import annotations

import json
import platform
import re
from pathlib import Path
from typing import Any

from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.sheet import read
from kit.teach.results import ClassGrades, merged

_CHANGES = 8  # shown in the terminal


def run(
    folder: Path | None,
    merge: list[Path],
    shard: str,
    roster: Path | None,
    as_json: bool,
    **plan: Any,
) -> None:
    """Grade a class, or join the results of several runs, and write the reports.

    Args:
        folder: the class's, unless results are joined.
        merge: folders with results to join.
        shard: as in "2/4".
        roster: a CSV of the learning platform.
        as_json: print the grades instead of a summary.
        plan: the rest of a `kit.teach.classroom.Plan`.
    Raises:
        CourseError: something about the folders or options; says what to do.
    """
    from kit.teach.classroom import Plan, grade_class

    parts = re.fullmatch(r"(\d{1,6})/(\d{1,6})", shard)
    if not parts:
        raise CourseError(f"--shard {shard} should be like 2/4: the second of four parts.")
    if merge and folder:
        raise CourseError("Either grade (--class) or join results (--merge), not both at once.")
    if roster and not roster.is_file():
        raise CourseError(f"There is no roster {roster}; export the gradebook as CSV first.")
    about: dict[str, Any] = {"python": platform.python_version(), "system": platform.platform()}
    said: list[str] = []
    if merge:
        if plan["out"] is None:
            raise CourseError("Say where the joined results go: --out FOLDER.")
        out, base = plan["out"], (plan["course"] or course.root())
        grades = merged(merge, out)
    else:
        assert folder
        wanted = Plan(folder, **plan, shard=(int(parts[1]), int(parts[2])))
        out, base = wanted.into(), wanted.base()
        try:
            done = grade_class(wanted, meanwhile=_imports)
        except KeyboardInterrupt:
            raise CourseError(
                f"Stopped. What is graded is kept in {out}; --resume goes on from there."
            ) from None
        grades = done.grades
        about |= {n: getattr(done, n) for n in ("seconds", "graded", "cached", "resumed")}
        parts_ = [f"{done.graded} files graded"]
        parts_ += [f"{done.cached} known already (unchanged, or another's very answers)"] * bool(done.cached)
        parts_ += [f"{done.resumed} done before the stop"] * bool(done.resumed)
        said += [f"{', '.join(parts_)}, in {done.seconds:.0f} s."]
        if done.stopped:
            names = ", ".join(done.stopped[:_CHANGES]) + (" ..." if len(done.stopped) > _CHANGES else "")
            said += [f"A time limit stopped code of {names}: graded again next time."]
        more = len(done.changed) - _CHANGES
        said += [f"Changed since the last run: {change}" for change in done.changed[:_CHANGES]]
        said += [f"{more} more changed; grades.previous.json has the former grades."] * (more > 0)
    _report(grades, out, roster, base, said, as_json)
    course.write(out / "run.json", json.dumps(about, indent=1) + "\n")


def _imports() -> None:
    """Load what the reports need."""
    import kit.teach.copies
    import kit.teach.exports
    import kit.teach.show  # noqa: F401


def _report(
    grades: ClassGrades, out: Path, roster: Path | None, base: Path, said: list[str], as_json: bool
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
