"""For authors: are the checks fair? The reference passes always, the stub never, wrong answers fail.

`findings` is what `kit verify` prints and what tests/answers asserts on, one piece at a time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.grade import run
from kit.learn.sheet import Sheet, read
from kit.learn.wall import Worker
from kit.learn.warm import Warm

RUNS = 50
BRIEF = 0.05  # seconds of a simulated timeout, where it is tried often
Start = Callable[..., Worker]  # makes a worker; that of a `kit.learn.warm.Warm` is fast


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what, whether it is as it should be, and if not, in which way."""

    what: str
    ok: bool
    detail: str = ""


def sheet_of(name: str, base: Path | None = None) -> Sheet:
    """The sheet of an exercise of the course."""
    base = base or course.root()
    return read(base / "solutions" / f"{course.find(name, base)}.ipynb")


def answer_files(sheet: Sheet, base: Path | None = None) -> list[Path]:
    """The kept right and wrong answers of an exercise."""
    return sorted(((base or course.root()) / "tests" / "answers" / sheet.slug).glob("*.py"))


def answers_from(path: Path, sheet: Sheet) -> dict[str, str]:
    """Answer cells of a kept answer file; cells it has not come from the reference.

    Raises:
        CourseError: it has no cell, or one that the exercise has not.
    """
    parts = re.split(r"^# %% *(\S+) *$", path.read_text(encoding="utf-8"), flags=re.M)[1:]
    cells = dict(zip(parts[::2], (p.strip("\n") for p in parts[1::2]), strict=True))
    unknown = sorted(set(cells) - set(sheet.answers))
    if unknown or not cells:
        names = ", ".join(sheet.answers)
        raise CourseError(f"{path.name}: cell {unknown or 'missing'}; `# %% ID` with ID one of {names}.")
    return {**sheet.answers, **cells}


def named_check(path: Path, sheet: Sheet) -> str:
    """The check that a file `wrong_<check>_*.py` must fail: the longest check name that fits.

    Raises:
        CourseError: none fits.
    """
    rest = path.stem.removeprefix("wrong_")
    fits = [c for c in sheet.checks if f"{rest}_".startswith(c.replace("-", "_") + "_")]
    if not fits:
        raise CourseError(f"{path.name} names no check of {sheet.slug}: {', '.join(sheet.checks)}.")
    return max(fits, key=len)


def enough(sheet: Sheet, base: Path | None = None) -> Finding:
    """At least one right answer, and two wrong ones per check, are kept."""
    files = answer_files(sheet, base)
    right = [f for f in files if f.stem.startswith("right_")]
    named = [named_check(f, sheet) for f in files if f.stem.startswith("wrong_")]
    lacks = [f"a second wrong answer for {c}" for c in sheet.checks if named.count(c) < 2]
    lacks += [] if right else ["a right answer written another way"]
    return Finding(
        "kept answers", not lacks, "missing: " + ", ".join(lacks) if lacks else f"{len(files)} files"
    )


def reference(sheet: Sheet, runs: int = RUNS, start: Start = Worker) -> Finding:
    """The reference passes every check under every one of `runs` seeds.

    What takes seconds is kept short here and done in full with the kept right answers: a check that asks the
    live source runs under one seed, and a simulated timeout is over at once.
    """
    every = list(sheet.checks)
    grades = run(sheet, sheet.answers, seeds=range(runs), live_seeds=1, only=every, start=start, hold=BRIEF)
    bad = [f"seed {g.seed}: {v!r}" for g in grades for v in g.verdicts if not v.passed]
    passes = sum(g.passed for g in grades)
    bad = [*bad[:5], *grades[0].notes]
    return Finding(f"reference passes {passes} of {runs} runs", not bad, "\n".join(bad))


def unsolved(sheet: Sheet, start: Start = Worker) -> Finding:
    """The exercise as handed out fails every check, each with a sentence that names what is missing."""
    grade = run(sheet, sheet.stubs, start=start)[0]
    bad = [f"{v.check} passes" for v in grade.verdicts if v.passed]
    names = set(sheet.homes) | set(sheet.answers)
    bad += [f"{v!r}" for v in grade.verdicts if not any(f"`{n}`" in v.message for n in names)]
    return Finding("unsolved exercise fails every check, and says why", not bad, "\n".join(bad))


def kept_answer(path: Path, sheet: Sheet, start: Start = Worker) -> Finding:
    """A right file passes all checks, under a seed of its own; a wrong one fails the check it names.

    Simulated timeouts take their seconds with right files; in wrong ones they are over at once.
    """
    answers = answers_from(path, sheet)
    if path.stem.startswith("right_"):
        seed = 1 + sorted(path.parent.glob("right_*.py")).index(path)
        grade = run(sheet, answers, seeds=[seed], start=start, only=list(sheet.checks))[0]
        return Finding(path.name, grade.passed, "\n".join(repr(v) for v in grade.verdicts if not v.passed))
    check = named_check(path, sheet)
    verdict = run(sheet, answers, start=start, only=[check], hold=BRIEF)[0].verdicts[0]
    return Finding(path.name, verdict.state in ("fail", "need more"), f"{verdict!r}\nshould fail {check}")


def findings(name: str, runs: int = RUNS, base: Path | None = None) -> Iterator[Finding]:
    """Everything there is to look at in one exercise, one finding at a time."""
    sheet = sheet_of(name, base)
    with Warm(sheet) as warm:
        yield reference(sheet, runs, warm.start)
        yield unsolved(sheet, warm.start)
        for path in answer_files(sheet, base):
            yield kept_answer(path, sheet, warm.start)
    yield enough(sheet, base)
