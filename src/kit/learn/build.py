"""Exercises on disk: built from solutions, begun afresh, and their hints. No work is ever overwritten."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from kit.learn import course, progress
from kit.learn.course import CourseError
from kit.learn.sheet import read
from kit.learn.submission import exercise_text, holds_work


def build(name: str | None = None, base: Path | None = None) -> list[str]:
    """Write `exercises/NN_slug.ipynb` from its solution, for one exercise or for all.

    Returns:
        One sentence per exercise: built, up to date, or left alone because it holds somebody's work.
    Raises:
        CourseError: a solution breaks the rules of docs/authoring.md.
    """
    base = base or course.root()
    names = [course.find(name, base)] if name else course.slugs(base)
    return [_build_one(slug, base) for slug in names]


def _build_one(slug: str, base: Path) -> str:
    path = base / "exercises" / f"{slug}.ipynb"
    text = exercise_text(read(base / "solutions" / f"{slug}.ipynb"))
    shown = f"exercises/{slug}.ipynb"
    if path.exists():
        if path.read_bytes() == text.encode():
            return f"{shown} is up to date."
        try:
            work = holds_work(course.notebook_json(path))
        except CourseError:
            work = True
        if work:
            return f"{shown} holds your work and is left as it is; `kit reset {slug[:2]}` starts afresh."
    course.write(path, text)
    return f"{shown} built."


def reset(name: str, base: Path | None = None) -> str:
    """Begin an exercise afresh; the old notebook is kept.

    Returns:
        A sentence saying where the old one is.
    """
    base = base or course.root()
    slug = course.find(name, base)
    path = base / "exercises" / f"{slug}.ipynb"
    text = exercise_text(read(base / "solutions" / f"{slug}.ipynb"))
    if not path.exists():
        course.write(path, text)
        return f"exercises/{slug}.ipynb built."
    backups = base / ".kit" / "backups"
    backups.mkdir(parents=True, exist_ok=True)
    kept = backups / f"{slug}-{datetime.now():%Y%m%d-%H%M%S-%f}.ipynb"
    shutil.copy2(path, kept)
    course.write(path, text)
    return (
        f"exercises/{slug}.ipynb is fresh again. The old one is kept as {kept.relative_to(base).as_posix()}"
    )


def hint(name: str, check: str | None = None, everything: bool = False, base: Path | None = None) -> str:
    """The next hint for a check; each call reveals one more.

    Args:
        name: the exercise.
        check: which check; None takes the first that has not passed.
        everything: all of them at once.
    Returns:
        The hints revealed so far, as text.
    Raises:
        CourseError: no such exercise or check.
    """
    base = base or course.root()
    slug = course.find(name, base)
    sheet = read(base / "solutions" / f"{slug}.ipynb")
    done = progress.passed(base).get(slug, {})
    check = check or next((c for c in sheet.checks if not done.get(c)), None)
    if check is None:
        return f"All checks of {slug} have passed; name one to see its hints: {', '.join(sheet.checks)}."
    if check not in sheet.checks:
        raise CourseError(f"{slug} has no check {check!r}. It has: {', '.join(sheet.checks)}.")
    hints = sheet.hints.get(check, [])
    if not hints:
        return f"There are no hints for {check}."
    mine = [e for e in progress.events(base) if e.get("event") == "hint"]
    shown = sum(e.get("exercise") == slug and e.get("check") == check for e in mine)
    upto = len(hints) if everything else min(shown + 1, len(hints))
    if shown < upto and not everything:
        progress.append({"event": "hint", "exercise": slug, "check": check}, base)
    texts = [f"Hint {i + 1} of {len(hints)} for {check}:\n{text}" for i, text in enumerate(hints[:upto])]
    more = f"The next: kit hint {slug[:2]} {check}" if upto < len(hints) else "That was the last hint."
    return "\n\n".join([*texts, more])
