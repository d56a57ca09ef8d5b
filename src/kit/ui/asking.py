"""The asking behind `kit.ui.compare`: several prompts on the same cases, stoppable, and paid for once.

Each prompt is an `evaluate` of its own, all at the same time on one small pool of threads, so that a stop
half way leaves pairs of answers rather than one prompt done and the next untouched. An answer that is here is
not asked for again until `afresh`, or until another source is in use.
"""

from __future__ import annotations

import contextvars
import inspect
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor, wait
from dataclasses import replace
from typing import Any

from kit.measure.cases import Case, as_text
from kit.measure.report import Report
from kit.measure.rows import Answer
from kit.models.sources import source
from kit.models.usage import Usage

PLACE = "{input}"
_CONCURRENCY = 8  # as many as the local engine answers at once
_BETWEEN = 0.2  # seconds between two tellings; each may be a message to a browser
_ROUND = 16  # more than there are prompts: keeps the sample numbers of different rounds apart


class Stopped(Exception):
    """A case that was not asked any more, because somebody pressed stop."""


def filled(prompt: str, given: Any) -> str:
    """The prompt with the case in the place of `{input}`; at its end, if the prompt names no place."""
    text = as_text(given)
    return prompt.replace(PLACE, text) if PLACE in prompt else f"{prompt}\n\n{text}"


class Asking:
    """What was asked, what came, and what it cost. Safe to watch, and to stop, from another thread.

    Args:
        ask: makes one SDK call for a filled prompt; sync or async.
        told: called some times a second while answers come.

    Attributes:
        done, failed: answers of the latest run so far, kept ones included, and how many of them failed.
        spent: tokens and price of everything that was asked.
    """

    def __init__(self, ask: Callable[[str], Any], told: Callable[[], None]) -> None:
        self.done = self.failed = 0
        self.spent = Usage()
        self._ask, self._told = ask, told
        self._kept: dict[tuple[str, str], Any] = {}
        self._round = 0
        self._source = source()
        self._lock, self._stop = threading.Lock(), threading.Event()

    def afresh(self) -> None:
        """Forget the answers that are here, so that the next run draws new ones."""
        self._kept.clear()
        self._round += 1

    def stop(self) -> None:
        """Send no further calls; those in flight come home."""
        self._stop.set()

    def reports(self, prompts: Mapping[str, str], cases: Sequence[Case], scorers: Any) -> dict[str, Report]:
        """A `Report` for each prompt, by name, without the cases that were not asked any more.

        Raises:
            Exception: what shows a mistake in `ask` or a scorer, as `evaluate` does.
        """
        self.done = self.failed = 0
        self._stop.clear()
        if (asked := source()) != self._source or asked.answers is not self._source.answers:
            self._kept.clear()  # answers of two sources are not mixed
        self._source = asked
        with ThreadPoolExecutor(len(prompts)) as each, ThreadPoolExecutor(_CONCURRENCY) as pool:
            jobs = []
            for slot, (name, prompt) in enumerate(prompts.items()):
                solve = self._solver(name, prompt, slot + _ROUND * self._round)
                context = contextvars.copy_context()
                jobs.append(each.submit(context.run, _report, name, solve, cases, scorers, pool))
            try:
                while wait(jobs, timeout=_BETWEEN).not_done:
                    self._told()
            except KeyboardInterrupt:
                self.stop()
                wait(jobs)
        return dict(zip(prompts, (job.result() for job in jobs), strict=True))

    def _solver(self, name: str, prompt: str, sample: int) -> Callable[[Any], Any]:
        from kit.models.layers.replay import sample_index

        def solve(given: Any) -> Any:
            asked = filled(prompt, given)
            if (name, asked) in self._kept:
                return self._count(self._kept[name, asked])
            if self._stop.is_set():
                raise Stopped("stopped before this case was asked")
            sample_index.set(sample)  # two columns with one prompt are two draws, recorded or simulated too
            try:
                raw = self._ask(asked)
                if inspect.isawaitable(raw):
                    return self._later(name, asked, raw)
                return self._keep(name, asked, raw)
            except Exception:
                self._count(None, failed=True)
                raise

        return solve

    async def _later(self, name: str, asked: str, raw: Any) -> Any:
        try:
            return self._keep(name, asked, await raw)
        except Exception:
            self._count(None, failed=True)
            raise

    def _keep(self, name: str, asked: str, raw: Any) -> Any:
        used = Answer.of(raw, 0.0).usage
        with self._lock:
            self._kept[name, asked] = raw
            self.spent += used
        return self._count(raw)

    def _count(self, raw: Any, failed: bool = False) -> Any:
        with self._lock:
            self.done += 1
            self.failed += failed
        return raw


def _report(
    name: str, solve: Callable[[Any], Any], cases: Sequence[Case], scorers: Any, pool: Executor
) -> Report:
    from kit.measure.evaluate import evaluate

    found = evaluate(solve, cases, scorers, executor=pool, name=name, progress=False)
    return replace(found, rows=tuple(row for row in found.rows if row.reply.kind != Stopped.__name__))
