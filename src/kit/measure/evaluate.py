"""Run something on many cases and score what comes back: the loop of every eval, made safe to interrupt.

`evaluate(solve, cases)` asks every case, some at a time, keeps failures as rows, and scores the answers. With
`store="run.sqlite"` each answer is written down as it arrives, so a run that was interrupted, or killed, goes
on where it stopped. Left out: rate-limit pacing, sandboxes, logs on remote disks (inspect_ai has them).
"""

from __future__ import annotations

import json
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from itertools import islice
from pathlib import Path
from typing import Any

from kit.measure.bar import Bar
from kit.measure.calling import BUGS, HOPELESS, awaited, background_loop, numbered, positional
from kit.measure.cases import Case, checked, digest
from kit.measure.fingerprint import fingerprint
from kit.measure.report import Report
from kit.measure.rows import Answer, Row, scored
from kit.measure.scorers import Scorer, applied, exact, named

__all__ = ["evaluate"]

CONCURRENCY = 8
_SCHEMA = """CREATE TABLE IF NOT EXISTS answers (
    run TEXT, case_id TEXT, input TEXT, repeat INTEGER, answer TEXT, at REAL,
    PRIMARY KEY (run, case_id, input, repeat)) WITHOUT ROWID"""


def evaluate(
    solve: Callable[..., Any],
    cases: Iterable[Case],
    scorers: Scorer | Iterable[Scorer] | dict[str, Scorer] = exact,
    *,
    repeats: int = 1,
    concurrency: int = CONCURRENCY,
    executor: Executor | None = None,
    store: str | Path | None = None,
    name: str | None = None,
    progress: bool = True,
) -> Report:
    """Ask every case, score every answer.

    Args:
        solve: called with `case.input`, and with the repeat's number (from 0) if it needs a second argument.
            Sync or async. Returns what the SDK returned, a text, plain data, or anything with `.answer` and
            `.usage`. It never sees what is expected.
        cases: what to ask; each id once.
        scorers: one, several, or a mapping of names to scorers.
        repeats: how often each case is asked; the intervals know that repeats of a case belong together.
        concurrency: calls in flight at most.
        executor: who runs `solve`: any `concurrent.futures.Executor` (processes, a Dask client's). `solve`
            must then be something that executor can send. Default: threads of this process.
        store: a SQLite file. An answer in it is not asked for again: same case id and input, same repeat,
            same name, same source, same `solve` (its code, and the plain values and functions it uses; see
            `kit.measure.fingerprint`). Failed calls are not kept there: the next run tries them again.
            Killed at any moment, a run loses at most the calls then in flight.
        name: what the report calls this run; default, the name of `solve`.
        progress: show a bar if it takes longer than a second and someone is watching.
    Returns:
        A `Report`. A call that raised is a row with `.error` and no score. A refused budget or key stops
        further calls, and so does an interrupt, which keeps what was got; `.note` says so.
    Raises:
        ValueError: no case, an id twice, repeats or concurrency below 1.
        Exception: what `solve` or a scorer raised, if its first use shows a mistake in it (a NameError, say).

    Example:
        `evaluate(lambda text: client.responses.create(model=MODEL, input=text), cases, repeats=3)`
    """
    if repeats < 1 or concurrency < 1:
        raise ValueError(f"evaluate needs 1 or more: got repeats={repeats}, concurrency={concurrency}.")
    if background_loop()[1] is threading.current_thread():
        raise RuntimeError("evaluate() inside an async `solve` would wait for itself; call it outside.")
    asked, graders = checked(cases), named(scorers)
    title = str(name or getattr(solve, "__name__", type(solve).__name__))
    run = _Run(solve, asked, graders, repeats, title, store)
    own = ThreadPoolExecutor(concurrency, "evaluate") if executor is None else None
    began = time.perf_counter()
    try:
        with Bar(len(run.wanted), "answers", progress) as bar:
            run.go(own or executor, concurrency, bar)  # type: ignore[arg-type]
    finally:
        run.close()
        if own is not None:
            own.shutdown(wait=False, cancel_futures=True)
    rows = [
        Row(case, repeat, run.got[case.id, repeat])
        for case, repeat in run.wanted
        if (case.id, repeat) in run.got
    ]
    if run.note:
        warnings.warn(run.note, RuntimeWarning, stacklevel=2)
    seconds = time.perf_counter() - began
    return Report(title, scored(rows, graders, concurrency), tuple(graders), repeats, seconds, run.note)


class _Run:
    """What one call of `evaluate` wants, has, and keeps."""

    def __init__(
        self, solve: Callable[..., Any], cases: tuple[Case, ...], graders: dict[str, Scorer], repeats: int,
        title: str, store: str | Path | None,
    ) -> None:  # fmt: skip
        self.solve, self.graders = solve, graders
        self.wanted = [(case, repeat) for case in cases for repeat in range(repeats)]
        self.got: dict[tuple[str, int], Answer] = {}
        self.failed, self.note = 0, ""
        self._second = _wants_repeat(solve)
        self._store: Any = None
        if store is not None:
            from kit.models.layers.store import Store
            from kit.models.sources import source

            self._store = Store(store, _SCHEMA)
            self._key = digest([title, source().name, fingerprint(solve)])
            self._recall()

    def _recall(self) -> None:
        rows = self._store.run(
            "SELECT case_id, input, repeat, answer FROM answers WHERE run = ?", (self._key,)
        )
        kept = {(case_id, asked, repeat): answer for case_id, asked, repeat, answer in rows}
        for case, repeat in self.wanted:
            answer = kept.get((case.id, digest(case.input), repeat))
            if answer is not None:
                self.got[case.id, repeat] = Answer.from_json(json.loads(answer))

    def go(self, executor: Executor, concurrency: int, bar: Bar) -> None:
        """Ask what is missing, at most `concurrency` at a time, until done or stopped."""
        flying: dict[Future[Answer], tuple[Case, int]] = {}
        missing = iter([(case, repeat) for case, repeat in self.wanted if (case.id, repeat) not in self.got])
        try:
            self._launch(executor, missing, flying, concurrency)
            while flying:
                bar.update(len(self.got), self.failed)
                for future in wait(flying, timeout=0.1, return_when=FIRST_COMPLETED).done:
                    self._keep(*flying.pop(future), future)
                if not self.note:
                    self._launch(executor, missing, flying, concurrency - len(flying))
        except KeyboardInterrupt:
            for future in flying:
                future.cancel()
            for future in wait(flying, timeout=5).done:  # those in flight are paid for: let them come home
                if not future.cancelled():
                    self._keep(*flying[future], future)
            self.note = self._stopped("Stopped by you")

    def _launch(
        self,
        executor: Executor,
        missing: Iterator[tuple[Case, int]],
        flying: dict[Future[Answer], tuple[Case, int]],
        room: int,
    ) -> None:
        for case, repeat in islice(missing, max(0, room)):
            future = executor.submit(one_answer, self.solve, case.input, repeat, self._second)
            flying[future] = case, repeat

    def _keep(self, case: Case, repeat: int, future: Future[Answer]) -> None:
        answer = _result(future, first=not self.got)
        self.failed += bool(answer.error)
        if not answer.error:
            if not any(not had.error for had in self.got.values()):
                for scorer in self.graders.values():
                    applied(
                        scorer, answer.value, case
                    )  # a mistake in a scorer shows before the rest is paid for
            if self._store is not None:
                line = json.dumps(answer.to_json())
                values = (self._key, case.id, digest(case.input), repeat, line, time.time())
                self._store.run("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", values)
        self.got[case.id, repeat] = answer
        if answer.status in HOPELESS and not self.note:
            self.note = self._stopped(
                f"Stopped because {HOPELESS[answer.status]} ({answer.error.rstrip('.')})"
            )

    def _stopped(self, why: str) -> str:
        again = "" if self._store is None else " The same call goes on from there."
        return f"{why}: {len(self.got)} of {len(self.wanted)} calls are here.{again}"

    def close(self) -> None:
        if self._store is not None:
            self._store.close()


def one_answer(solve: Callable[..., Any], asked: Any, repeat: int, second: bool) -> Answer:
    """Call `solve` once, in whichever thread or process this is, and keep what comes, an SDK's error too."""
    began = time.perf_counter()
    try:
        with numbered(repeat):
            raw = awaited(solve(asked, repeat) if second else solve(asked))
    except BUGS:
        raise
    except Exception as error:
        raw = error
    return Answer.of(raw, time.perf_counter() - began)


def _result(future: Future[Answer], first: bool) -> Answer:
    """What a call brought. A mistake in `solve` (or something no process can be sent) ends a run
    that starts with it."""
    error = future.exception()
    if error is None:
        return future.result()
    if first or not isinstance(error, BUGS):
        raise error
    return Answer.of(error, 0.0)


def _wants_repeat(solve: Callable[..., Any]) -> bool:
    """Whether `solve` needs a second argument. One with a default is left alone."""
    form = "evaluate calls solve(input) or solve(input, repeat)"
    required, takes_any = positional(solve, 2, form)
    if not takes_any:
        raise TypeError(f"{form}; this one takes nothing.")
    return required == 2
