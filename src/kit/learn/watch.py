"""Grade again on every save: the loop from an edit to a verdict, in a terminal beside the notebook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kit.learn import course, progress, report
from kit.learn.grade import Grade, grade
from kit.learn.sheet import read
from kit.learn.warm import Warm


def watch(
    name: str, *, changes: Iterable[Any] | None = None, show: Callable[[Grade], None] = report.show
) -> None:
    """Grade the exercise now and whenever its file is saved, until interrupted.

    Args:
        name: the exercise.
        changes: something that yields once per save; by default the file system is watched.
        show: what to do with each grade.
    Raises:
        CourseError: no such exercise. A file that is half-written or broken is a sentence, not an end.
    """
    base = course.root()
    slug = course.find(name, base)
    path = base / "exercises" / f"{slug}.ipynb"
    with Warm(read(base / "solutions" / f"{slug}.ipynb")) as warm:
        _once(name, show, warm)
        try:
            for _ in _saves(path) if changes is None else changes:
                _once(name, show, warm)
        except KeyboardInterrupt:
            return


def _once(name: str, show: Callable[[Grade], None], warm: Warm) -> None:
    try:
        result = grade(name, start=warm.start)
    except course.CourseError as error:
        print(error)
        return
    for verdict in result.verdicts:
        progress.note(verdict, by="grade")
    show(result)


def _saves(path: Path) -> Iterable[Any]:
    """One item per save; the folder is watched, because editors replace files."""
    from watchfiles import watch as changes

    print(f"Watching {path.name}; save it to grade again, Ctrl-C to stop.")
    return changes(path.parent, watch_filter=lambda _, changed: Path(changed).name == path.name)
