"""A class at a glance: each exercise's points and share passing, the checks that were hardest, and why.

Pages and the terminal show the same `Overview`. A share has its interval (Wilson, 95 %): a class is a sample
of those who could take the course. Who handed in nothing, or a file that could not be graded, is in no share.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from kit.learn.verdict import Verdict
from kit.measure.rate import Rate
from kit.teach.results import GRADED, ClassGrades, Result
from kit.teach.shown import LONG, fit, number

MESSAGES, MESSAGE = 3, 180  # shown for one check; characters of one
_CALL = re.compile(r"`(\w+)\([^`]*\)`")
_BINS = 10


@dataclass(frozen=True)
class Exercise:
    """How one exercise went.

    Attributes:
        slug: which.
        possible: points there are.
        points: earned, by each whose submission was graded.
        passed: share of those who passed every check; None if nobody's was graded.
        refused: submissions that could not be graded.
    """

    slug: str
    possible: float
    points: tuple[float, ...]
    passed: Rate | None
    refused: int

    @property
    def median(self) -> str:
        """Median of the points, as text; "" if there are none."""
        return number(median(self.points)) if self.points else ""

    def histogram(self) -> list[tuple[str, int]]:
        """How many earned how much: a bin per point if points are whole and few, else ten equal ones."""
        most = int(self.possible)
        if 0 < self.possible <= 12 and all(p == int(p) for p in (*self.points, self.possible)):
            return [(str(n), sum(p == n for p in self.points)) for n in range(most + 1)]
        wide = (self.possible or 1) / _BINS
        bins = Counter(min(_BINS - 1, max(0, int(p / wide + 1e-9))) for p in self.points)
        return [(f"{number(i * wide)} to {number((i + 1) * wide)}", bins[i]) for i in range(_BINS)]


@dataclass(frozen=True)
class Check:
    """How one check went: its share of passes, and the commonest messages with how often they came."""

    exercise: str
    check: str
    possible: float
    passed: Rate
    messages: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Overview:
    """All of it; made by `overview`.

    Attributes:
        counting: the result that counts, by learner and exercise.
        exercises: one after another.
        checks: the hardest first.
        refused: what could not be graded.
    """

    counting: Mapping[tuple[str, str], Result]
    exercises: tuple[Exercise, ...]
    checks: tuple[Check, ...]
    refused: tuple[Result, ...]


def overview(grades: ClassGrades) -> Overview:
    """Reckon the overview of a class; an empty class has an empty one."""
    graded: dict[str, list[Result]] = {slug: [] for slug in grades.exercises}
    for result in grades.counting.values():
        if result.state == GRADED and result.exercise in graded:
            graded[result.exercise].append(result)
    refused = tuple(r for r in grades.results if r.state != GRADED)
    exercises = []
    for slug, results in graded.items():
        points, lost = tuple(r.points for r in results), sum(r.exercise == slug for r in refused)
        passed = Rate.of(r.passed for r in results) if results else None
        exercises.append(Exercise(slug, grades.possible(slug), points, passed, lost))
    return Overview(grades.counting, tuple(exercises), _checks(graded), refused)


def _checks(graded: Mapping[str, list[Result]]) -> tuple[Check, ...]:
    found: dict[tuple[str, str], list[Verdict]] = {}
    for slug, results in graded.items():
        for verdict in (v for r in results for v in r.verdicts):
            found.setdefault((slug, verdict.check), []).append(verdict)
    checks = [_check(slug, check, verdicts) for (slug, check), verdicts in found.items()]
    return tuple(sorted(checks, key=lambda c: (c.passed.value, -c.passed.n, c.exercise, c.check)))


def _check(slug: str, check: str, verdicts: list[Verdict]) -> Check:
    said = Counter(_said(v) for v in verdicts if not v.passed)
    common = sorted(said.items(), key=lambda one: (-one[1], one[0]))[:MESSAGES]
    rate = Rate.of(v.passed for v in verdicts)
    return Check(slug, check, max(v.possible for v in verdicts), rate, tuple(common))


def _said(verdict: Verdict) -> str:
    """A failing check's message, without the arguments of its call: they differ where the mistake is one."""
    message = _CALL.sub(r"`\1(…)`", verdict.message[:LONG])
    where = f" Look at: {verdict.where[:LONG]}." if verdict.where else ""
    return fit(f"{message or verdict.state}{where}", MESSAGE, line=True)
