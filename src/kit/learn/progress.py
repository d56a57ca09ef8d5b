"""What has been passed so far: one line per event in `.kit/progress.jsonl` at the course's root.

Notebook checks and `kit grade` both write here; a line is appended in one piece, so two kernels can write at
once. The file is the learner's: plain JSON lines, safe to read, copy or delete.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.learn import course
from kit.learn.verdict import Verdict

if TYPE_CHECKING:
    from kit.ui.progress import Progress


def note(verdict: Verdict, by: str, base: Path | None = None) -> None:
    """Append a check's result; nothing is kept outside a course, or of a solution that its author runs.

    Args:
        by: "notebook" or "grade".
    """
    if by == "notebook" and Path.cwd().name == "solutions":
        return
    details: dict[str, Any] = {"exercise": verdict.exercise, "check": verdict.check, "state": verdict.state}
    append(
        {"event": "check", **details, "points": verdict.points, "possible": verdict.possible, "by": by}, base
    )


def _file(base: Path | None) -> Path:
    """KIT_HOME moves it (tests do); else it is in the course."""
    return Path(os.environ.get("KIT_HOME") or (base or course.root()) / ".kit") / "progress.jsonl"


def append(event: dict[str, Any], base: Path | None = None) -> None:
    """Append one event, with the time (UTC); a course that cannot be written to is left alone."""
    line = json.dumps({"when": datetime.now(UTC).isoformat(timespec="seconds"), **event}) + "\n"
    try:
        path = _file(base)
        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(handle, line.encode())
        finally:
            os.close(handle)
    except (course.CourseError, OSError):
        return


def events(base: Path | None = None) -> Iterator[dict[str, Any]]:
    """All events, oldest first; lines that are not JSON objects are skipped."""
    try:
        text = _file(base).read_text(encoding="utf-8", errors="replace")
    except (course.CourseError, OSError):
        return
    for line in text.splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event


def passed(base: Path | None = None) -> dict[str, dict[str, bool]]:
    """Whether each check passed when it last ran: {exercise: {check: passed}}; untried checks are absent."""
    latest: dict[str, dict[str, bool]] = {}
    for event in events(base):
        if event.get("event") == "check" and event.get("state") != "not run":
            latest.setdefault(str(event.get("exercise")), {})[str(event.get("check"))] = (
                event.get("state") == "pass"
            )
    return latest


def table(base: Path | None = None) -> list[tuple[str, str, float, bool | None]]:
    """Every check of the course, in order: (exercise, check, points, passed or None for untried).

    Raises:
        CourseError: no course here.
    """
    from kit.learn.sheet import read

    done, rows = passed(base), []
    base = base or course.root()
    for slug in course.slugs(base):
        sheet = read(base / "solutions" / f"{slug}.ipynb")
        rows += [(slug, check, worth, done.get(slug, {}).get(check)) for check, worth in sheet.checks.items()]
    return rows


def progress() -> Progress:
    """The course's exercises and checks in the page, with a button that looks again.

    Example:
        `progress()` as the last line of a notebook cell; `kit progress` says the same in a terminal.
    """
    from kit.ui.progress import Progress

    return Progress(table)
