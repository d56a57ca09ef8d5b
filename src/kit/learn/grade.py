"""A grade: the pristine exercise's checks, made here, about answers that run behind the wall.

The checker holds everything a verdict depends on: the checks (built from the solution, never read from a
submission), the seeds, the simulated models and their evidence. The learner's process holds the answers, and
is reached by name with plain values. Order is the notebook's: what stands above a check has run when it runs.

What a class grader needs is here too: `run` takes any `Worker`-like object, so workers may come from a warm
parent that forks, and one run may check the same answers under many seeds.
"""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import traceback
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any

from kit.learn import course
from kit.learn.link import grading
from kit.learn.plain import printable
from kit.learn.prepared import code_of, names_of
from kit.learn.remote import Remote, There
from kit.learn.sheet import Cell, Sheet, bound_names, read, read_names
from kit.learn.submission import OWN, answers_in
from kit.learn.verdict import CheckFailed, Verdict
from kit.learn.wall import OVER, Gone, Limits, Worker
from kit.learn.wire import HOLD, Answering
from kit.models.sources import choices_undone


@dataclass(frozen=True)
class Grade:
    """One submission's result: a verdict per check, and a sentence for whatever else there is to say.

    `hurried` says that a limit ended something: on another day, or machine, it might have ended otherwise.
    """

    exercise: str
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    seed: int = 0
    hurried: bool = False

    @property
    def points(self) -> float:
        """Points earned."""
        return sum(v.points for v in self.verdicts)

    @property
    def possible(self) -> float:
        """Points there are."""
        return sum(v.possible for v in self.verdicts)

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return bool(self.verdicts) and all(v.passed for v in self.verdicts)

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the same submission and seed give the same data."""
        return asdict(self) | {"points": self.points, "possible": self.possible, "passed": self.passed}


def run(
    sheet: Sheet,
    answers: Mapping[str, str],
    *,
    seeds: Sequence[int] = (0,),
    live_seeds: int = 3,
    limits: Limits | None = None,
    start: Callable[[str, Limits | None], Worker] = Worker,
    notes: Sequence[str] = (),
    only: Collection[str] = (),
    hold: float = HOLD,
    kept: Path | None = None,
    live: bool = True,
    models: bool = True,
) -> list[Grade]:
    """Grade one set of answers, under one or more seeds, in one worker.

    Args:
        sheet: the solution; its checks are the ones that count.
        answers: source of answer cells by id; a missing one stays a stub.
        seeds: each check runs once per seed, where it stands in the order.
        live_seeds: a check that reached the live source runs under this many of the seeds.
        start: makes the worker, given the address its model calls must go to.
        notes: sentences to put into every grade.
        only: names of the checks to run; all when empty. Plain cells (examples) are then left out too.
        hold: seconds that a simulated timeout keeps a patient client waiting.
        kept, live, models: a recording of the live source's answers to share, whether it may be asked, and
            whether any model may (see `Answering`).
    Returns:
        A grade per seed. Nothing the answers do raises; a worker that dies keeps the points it had.
    """
    answering = Answering(hold, kept, live, models)
    with (
        _no_paid(),
        contextlib.closing(answering),
        contextlib.closing(start(answering.address, limits)) as worker,
    ):
        answering.answer(worker.door)
        there = There(worker, answering, sheet)
        found = _walk(there, {**sheet.stubs, **answers}, seeds, live_seeds, limits or Limits(), only)
    said = [*notes, *([worker.gone] if worker.gone != OVER else [])]
    hurried = there.hurried or worker.gone != OVER
    return [Grade(sheet.slug, tuple(v), tuple(said), s, hurried) for s, v in zip(seeds, found, strict=True)]


def grade(
    name: str,
    file: Path | None = None,
    *,
    seed: int = 0,
    limits: Limits | None = None,
    start: Callable[[str, Limits | None], Worker] = Worker,
) -> Grade:
    """Grade the exercise `name` ("01") as it stands on disk, or a submission in another file.

    `start` makes the worker, as in `run`. A file from elsewhere is locked in (`kit.learn.jail`) if possible.

    Raises:
        CourseError: no such exercise, or the file is not a notebook.
    """
    base = course.root()
    slug = course.find(name, base)
    sheet = read(base / "solutions" / f"{slug}.ipynb")
    submitted = course.notebook_json(file or base / "exercises" / f"{slug}.ipynb")
    answers, notes = answers_in(submitted, sheet)
    if file is not None and start is Worker:  # perhaps a stranger's: behind walls
        from kit.learn.warm import Warm

        with Warm(sheet, jailed=True, often=False) as warm:
            return run(sheet, answers, seeds=[seed], limits=limits, start=warm.start, notes=notes)[0]
    return run(sheet, answers, seeds=[seed], limits=limits, start=start, notes=notes)[0]


def _walk(
    there: There,
    answers: dict[str, str],
    seeds: Sequence[int],
    live_seeds: int,
    limits: Limits,
    only: Collection[str],
) -> list[list[Verdict]]:
    names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
    found: list[list[Verdict]] = [[] for _ in seeds]
    _run_own(there, answers, "", limits.cell)
    for cell in there.sheet.cells:
        source = answers.get(cell.id, cell.source)
        if cell.kind == "answer" or (
            cell.kind == "plain" and not only and is_needed(source, there.sheet, answers)
        ):
            _run_there(there, cell, source, limits.cell)
        if cell.kind == "given":  # both sides import the SDKs here, for a second or two: at the same time
            _run_there(there, cell, cell.source, limits.cell, partial(_run_given, cell, names))
        if cell.kind == "check" and (not only or cell.id.removeprefix("check-") in only):
            used = there.answering.live_calls
            for i, seed in enumerate(seeds):
                is_live = there.answering.live_calls > used or "c.live(" in cell.source
                again = i < live_seeds or not is_live
                found[i].append(_judge(there, cell, names, seed) if again else found[0][-1])
        _run_own(there, answers, cell.id, limits.cell)
    return found


def _run_own(there: There, answers: Mapping[str, str], above: str, seconds: float) -> None:
    """Run the learner's own cells that stand below a cell."""
    if source := answers.get(OWN + above):
        _run_there(there, Cell(OWN + above, "plain", source, {}), source, seconds)


def is_needed(example: str, sheet: Sheet, answers: Mapping[str, str]) -> bool:
    """Whether an example binds a name that an answer or a check reads; the others only show something."""
    names = bound_names(example)
    readers = [*answers.values(), *(cell.source for cell in sheet.cells if cell.kind == "check")]
    return any(names & read_names(source) for source in readers)


def _run_there(
    there: There, cell: Cell, source: str, seconds: float, meanwhile: Callable[[], object] = list
) -> None:
    awaited = None
    with contextlib.suppress(Gone):
        awaited = there.worker.ask_ahead("cell", seconds, source=source)
    meanwhile()
    with contextlib.suppress(Gone):
        outcome = awaited() if awaited else {}
        if "error" in outcome:
            there.cell_errors[cell.id] = outcome["error"]
            there.hurried |= outcome["error"]["kind"] == "slow"


def _run_given(cell: Cell, names: dict[str, Any]) -> None:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(code_of(cell), names)
        except Exception as error:
            raise course.CourseError(f"The given cell {cell.id} fails in the grader: {error!r}.") from error


def _judge(there: There, cell: Cell, names: dict[str, Any], seed: int) -> Verdict:
    """Run one check cell here; every name it reads that nothing here binds is the learner's."""
    for name in names_of(cell):
        if name not in names and not hasattr(builtins, name):
            names[name] = Remote(name)
    check = cell.id.removeprefix("check-")
    before, broke = len(there.verdicts), ""
    with grading(there, seed), contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(code_of(cell), names)
        except CheckFailed:
            pass
        except Exception as error:
            broke = traceback.format_exception_only(error)[-1].strip()
    made = [v for v in there.verdicts[before:] if v.check == check]
    if made and not broke:
        return made[-1]
    worth = there.sheet.checks[check]
    said = printable(f"The check itself broke: {broke or 'no verdict'}.")
    return Verdict(there.sheet.slug, check, "fail", 0, worth, said)


@contextmanager
def _no_paid() -> Iterator[None]:
    """Grading never pays: this process too refuses paid sources, and answers come from the local one.

    What given cells choose with `kit.use` is undone with the rest, for the caller's process goes on.
    """
    mine = {"KIT_NO_PAID": "1", "KIT_SOURCE": "local"}
    before = {k: os.environ.get(k) for k in mine}
    os.environ.update(mine)
    try:
        with choices_undone():
            yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value
