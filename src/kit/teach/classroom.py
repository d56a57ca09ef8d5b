"""Grade a class: every submission in a folder, each behind walls, as many at a time as there are cores.

What is done is written down at once, so that a run that was stopped goes on where it was. What has not
changed is not graded twice. The same submissions give the same grades, whatever the order, the number of
jobs, or how often the run was stopped.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from kit.assets import cache_dir
from kit.learn import course
from kit.learn.course import CourseError
from kit.learn.jail import WALLS
from kit.learn.sheet import read
from kit.learn.verdict import Verdict
from kit.learn.wall import Limits
from kit.teach.benches import PATIENCE, Answer, Request, at_home, on_cluster, shared_engine
from kit.teach.found import Submission, submissions
from kit.teach.journal import Journal
from kit.teach.results import ClassGrades, Result, replaced

_MANY = 8  # submissions of one exercise from which more is made ready beforehand


@dataclass(frozen=True)
class Graded:
    """A run's outcome: the grades, and what may differ from run to run.

    Attributes:
        grades: of the class.
        folder: where `grades.json` is.
        seconds: the run took.
        graded, cached, resumed: files graded now, known (unchanged, or another's very answers), done before.
        stopped: learners whom a time limit stopped; they are graded again next time.
        changed: sentences on grades that are not what the folder's former `grades.json` said.
    """

    grades: ClassGrades
    folder: Path
    seconds: float
    graded: int
    cached: int
    resumed: int
    stopped: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """What to grade, and how.

    Attributes:
        folder: the class's, see `kit.teach.found`.
        out: for the results; default: beside the folder, with ".grades" at its name's end.
        course: the course's folder, or None for the one around here.
        exercise: only this one.
        jobs: submissions at a time; None for one more than there are cores, since each waits now and then.
        on: address of a Dask scheduler, to grade on its workers.
        seed: of the cases that checks draw: the same for all, so that all have the same exam.
        resume: go on with a run that was stopped.
        fresh: grade again what has not changed, and begin again what was stopped.
        shard: (i, n): only the i-th of n parts, i from 1.
        limits: for one submission's code.
    """

    folder: Path
    out: Path | None = None
    course: Path | None = None
    exercise: str | None = None
    jobs: int | None = None
    on: str | None = None
    seed: int = 0
    resume: bool = False
    fresh: bool = False
    shard: tuple[int, int] = (1, 1)
    limits: Limits = field(default_factory=Limits)

    def base(self) -> Path:
        """The course's folder."""
        return (self.course or course.root()).resolve()

    def into(self) -> Path:
        """The folder for the results."""
        part = f".{self.shard[0]}of{self.shard[1]}" if self.shard != (1, 1) else ""
        folder = self.folder.resolve()
        return self.out or folder.with_name(f"{folder.name}.grades{part}")

    def about(self) -> dict[str, Any]:
        """What decides the grades, besides the submissions."""
        return {n: getattr(self, n) for n in ("seed", "exercise")} | {
            "shard": list(self.shard),
            "limits": asdict(self.limits),
        }


def grade_class(plan: Plan, progress: bool = True, meanwhile: Callable[[], object] = list) -> Graded:
    """Grade a class and write `grades.json`; an interrupt keeps what is done.

    `meanwhile` is called once, while others are at work: time for imports.

    Raises:
        CourseError: no such folder, exercise or cluster; or a run that did not finish lies there, and nothing
            says what to do about it.
    """
    began, base, out = time.perf_counter(), plan.base(), plan.into()
    known = course.slugs(base)
    if not known:
        raise CourseError(f"{base} is no course: no exercise lies in its solutions/.")
    if out.resolve().is_relative_to(plan.folder.resolve()):
        raise CourseError(f"{out} is inside the submissions; put the results beside them.")
    if plan.resume and plan.fresh:
        raise CourseError("--resume goes on, --fresh begins again: say one of them.")
    if not 1 <= plan.shard[0] <= plan.shard[1]:
        raise CourseError(
            f"There is no part {plan.shard[0]} of {plan.shard[1]}: --shard 1/4 is the first of four."
        )
    only = course.find(plan.exercise, base) if plan.exercise else None
    found, notes = submissions(plan.folder, known)
    todo = [s for s in found if only is None or s.exercise in (only, None)]
    mine = set(sorted({s.learner for s in todo})[plan.shard[0] - 1 :: plan.shard[1]])
    todo = [s for s in todo if s.learner in mine]
    journal = Journal(out, plan.about(), base / "solutions")
    done = journal.begin(todo, plan.resume, plan.fresh)
    left = [s for s in todo if s.name not in done]
    requests = _requests(plan, base, left)
    if any(r["engine"] for r in requests) and not plan.on:
        shared_engine()
    resumed = len(done)
    with journal:
        for place, answer in _answers(plan, requests, progress, len(todo), resumed, meanwhile):
            done[left[place].name] = answer
            journal.note(left[place], answer)
    grades = _made(plan, [(s, done[s.name]) for s in todo], only, notes)
    changed = replaced(grades, out)
    journal.end()
    cached = sum(bool(done[s.name].get("cached")) for s in left)
    stopped = tuple(sorted({s.learner for s in todo if done[s.name].get("hurried")}))
    seconds = time.perf_counter() - began
    return Graded(grades, out, seconds, len(left) - cached, cached, resumed, stopped, changed)


def _answers(
    plan: Plan,
    requests: Sequence[Request],
    progress: bool,
    total: int,
    before: int,
    meanwhile: Callable[[], object],
) -> Iterator[tuple[int, Answer]]:
    jobs = plan.jobs or (os.cpu_count() or 1) + 1
    answers = on_cluster(requests, plan.on) if plan.on else at_home(requests, jobs)
    from kit.measure.bar import Bar

    meanwhile()
    refused = 0
    with Bar(total, "submissions", progress) as bar:
        for count, (place, answer) in enumerate(answers, before + 1):
            refused += answer["state"] == "refused"
            yield place, answer
            bar.update(count, refused)


def _requests(plan: Plan, base: Path, todo: Sequence[Submission]) -> list[Request]:
    same = Counter(one.exercise for one in todo)
    for_all = {
        "course": str(base),
        "seed": plan.seed,
        "limits": asdict(plan.limits),
        "seconds": plan.limits.total + PATIENCE,
        "cache": str(cache_dir() / "grades"),
        "fresh": plan.fresh,
        "live": str(plan.into() / "live_answers.sqlite"),
    }
    return [
        for_all
        | {"path": str(one.path.resolve()), "exercise": one.exercise}
        | {"engine": asks_live(base, one.exercise), "often": same[one.exercise] >= _MANY}
        for one in todo
    ]


_asks: dict[tuple[Path, str | None], bool] = {}


def asks_live(base: Path, slug: str | None) -> bool:
    """Whether an exercise (None: any of the course) may ask a live model: its cells make a client."""
    if (base, slug) not in _asks:
        texts = [p.read_text(encoding="utf-8") for p in (base / "solutions").glob(f"{slug or '*'}.ipynb")]
        _asks[base, slug] = any("OpenAI" in text or "Anthropic" in text for text in texts)
    return _asks[base, slug]


def result_of(one: Submission, answer: Answer) -> Result:
    """A bench's answer as a result."""
    verdicts = tuple(Verdict(**v) for v in answer.get("verdicts", ()))
    more = {"state": answer["state"], "answers": answer.get("answers", {})}
    return Result(one.learner, answer["exercise"], one.name, verdicts, tuple(answer["notes"]), **more)


def _made(
    plan: Plan, answered: Sequence[tuple[Submission, Answer]], only: str | None, notes: list[str]
) -> ClassGrades:
    """All results; of several files by one learner for one exercise, the last hand-in counts."""
    by: dict[tuple[str, str], list[tuple[Submission, Result]]] = {}
    for one, answer in answered:
        result = result_of(one, answer)
        if only is None or result.exercise in (only, ""):
            key = (one.learner, result.exercise or one.name)
            by.setdefault(key, []).append((one, result))
    results = []
    for several in by.values():
        *former, (_, last) = sorted(several, key=lambda pair: _counts(*pair))
        said = [f"{old.name} by the same learner was left out; {last.file} counts." for old, _ in former]
        results.append(replace(last, notes=(*last.notes, *said)))
        notes = [*notes, *said]
    walls = {wall for _, answer in answered for wall in answer.get("missing", ())}
    checks = {
        slug: read(plan.base() / "solutions" / f"{slug}.ipynb").checks
        for slug in sorted({r.exercise for r in results} - {""})
    }
    missing = tuple(wall for wall in WALLS if wall in walls)
    return ClassGrades.made(results, checks=checks, seed=plan.seed, missing_walls=missing, notes=tuple(notes))


def _counts(one: Submission, result: Result) -> tuple[bool, bool, bool, Any]:
    """For sorting one learner's files for an exercise: the last counts."""
    written = any("not written yet" not in v.message for v in result.verdicts)
    named = bool(result.exercise) and result.exercise.lower() in one.name.lower()
    return result.state == "graded", written, named, one.turn()
