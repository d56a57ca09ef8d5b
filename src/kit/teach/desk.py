"""The instructor's command, `kit grade --class`: grade, write every report, and say how it went."""

from __future__ import annotations

import json as json_
import platform
import re
from pathlib import Path
from typing import Any

from kit.learn import course as course_
from kit.learn.course import CourseError
from kit.teach.results import ClassGrades


def run(
    folder: Path | None,
    exercise: str | None,
    out: Path | None,
    jobs: int | None,
    on: str | None,
    seed: int,
    resume: bool,
    fresh: bool,
    shard: str,
    merge: list[Path],
    roster: Path | None,
    course: Path | None,
    json: bool,
) -> None:
    """Grade a class, or merge the results of several runs; the options are those of `kit grade`.

    Raises:
        CourseError: something about the folders or options; says what to do.
    """
    parts = re.fullmatch(r"(\d+)/(\d+)", shard)
    if not parts:
        raise CourseError(f"--shard {shard} should be like 2/4: the second of four parts.")
    about: dict[str, Any] = {}
    changed: tuple[str, ...] = ()
    if merge:
        from kit.teach.classroom import merged

        if out is None:
            raise CourseError("Say where the joined results go: --out FOLDER.")
        grades = merged(merge, out)
    else:
        from kit.teach.classroom import Plan, grade_class

        assert folder
        more: dict[str, Any] = {"jobs": jobs, "on": on, "seed": seed, "resume": resume, "fresh": fresh}
        plan = Plan(folder, out, course, exercise, **more, shard=(int(parts[1]), int(parts[2])))
        out = plan.into()
        try:
            done = grade_class(plan)
        except KeyboardInterrupt:
            raise CourseError(
                f"Stopped. What was graded is kept in {out}: --resume goes on from there."
            ) from None
        grades, changed = done.grades, done.changed
        about = {n: getattr(done, n) for n in ("seconds", "graded", "cached", "resumed")}
    written = reports(grades, out, roster, course)
    machine = {"python": platform.python_version(), "system": platform.platform(), "on": on, "jobs": jobs}
    course_.write(out / "run.json", json_.dumps(about | machine, indent=1) + "\n")
    if json:
        print(grades.as_json(), end="")
    else:
        tell(grades, written, about, changed)


def reports(grades: ClassGrades, out: Path, roster: Path | None, course: Path | None) -> list[Path]:
    """Write all reports into a folder; their paths."""
    return []


def tell(grades: ClassGrades, written: list[Path], about: dict[str, Any], changed: tuple[str, ...]) -> None:
    """Print the summary."""
    for r in grades.results:
        print(r.learner, r.exercise, r.points, r.possible, r.state, *r.notes)
    print(about, changed, *grades.notes)
