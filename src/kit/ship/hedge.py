"""One call, and a second when the first is late: whichever brings a good answer first is taken.

A slow answer is often bad luck of one request; sending it again after the 95th percentile of the usual
latency costs about 5 % more calls and cuts the slowest answers most (J. Dean and L. A. Barroso, The Tail at
Scale, CACM 56, 2013). The clock wins against a call that ignores it: what is late is left behind (a thread
ends with its own timeout, a task is cancelled), and the vendor may bill it all the same. Only for calls
that change nothing.
"""

from __future__ import annotations

import asyncio
import inspect
import threading
import time
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass
from math import inf
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from kit.ship.failures import Failure, failure_of

Judge: TypeAlias = Callable[[Any], "Failure | None"]


@dataclass(frozen=True)
class Came:
    """One call of a race.

    Attributes:
        answer: what it returned.
        error: what it raised, or None.
        failure: what is wrong with either; None for an answer that may be taken.
        seconds: how long it took, or had taken when the race was over.
        over: False if it was still on its way when the race was over.
    """

    answer: Any = None
    error: BaseException | None = None
    failure: Failure | None = None
    seconds: float = 0.0
    over: bool = True

    @property
    def good(self) -> bool:
        """Whether its answer may be taken."""
        return self.over and self.failure is None


class _Race:
    """The state of a race: who is on the way since when, what came, and how long to wait for what is next."""

    def __init__(self, limit: float, hedge_after: float | None, judge: Judge) -> None:
        self.begun = [time.monotonic()]
        self.came: dict[int, Came] = {}
        self._until, self._judge = self.begun[0] + limit, judge
        self._second = inf if hedge_after is None else self.begun[0] + hedge_after

    def wait(self) -> float:
        """Seconds until the second call is due, or until time is up."""
        until = min(self._until, self._second if len(self.begun) == 1 else inf)
        return max(0.0, until - time.monotonic())

    def left(self) -> float:
        return max(0.0, self._until - time.monotonic())

    def hedge(self) -> bool:
        """Whether a second call is to be started, now that nothing came while we waited."""
        if len(self.begun) > 1 or time.monotonic() >= self._until:
            return False
        self.begun.append(time.monotonic())
        return True

    def arrived(self, number: int, answer: Any, error: BaseException | None) -> bool:
        """Note what came; whether the race is over (a good answer, or nobody else on the way)."""
        why = self._judge(answer) if error is None else failure_of(error)
        self.came[number] = Came(answer, error, why, time.monotonic() - self.begun[number])
        return why is None or len(self.came) == len(self.begun)

    def result(self) -> list[Came]:
        now = time.monotonic()
        return [self.came.get(k, Came(seconds=now - at, over=False)) for k, at in enumerate(self.begun)]


def race(call: Callable[[float], Any], limit: float, hedge_after: float | None, judge: Judge) -> list[Came]:
    """Call, and call once more if nothing came in `hedge_after` seconds; wait `limit` seconds at most.

    Args:
        call: takes the seconds it may take; it runs in a thread of its own, with this context's variables.
        limit: seconds after which nobody waits any more.
        hedge_after: None for no second call.
        judge: says what is wrong with an answer, None if nothing; if it is, the other call is waited for.
    Returns:
        One `Came` per call started. At most one is good.
    """
    state, box = _Race(limit, hedge_after, judge), SimpleQueue[tuple[int, Any, BaseException | None]]()

    def run(number: int) -> None:
        try:
            box.put((number, call(state.left()), None))
        except BaseException as error:
            box.put((number, None, error))

    def start(number: int) -> None:
        threading.Thread(target=copy_context().run, args=(run, number), name="kit-call", daemon=True).start()

    start(0)
    while True:
        try:
            if state.arrived(*box.get(timeout=state.wait())):
                return state.result()
        except Empty:
            if not state.hedge():
                return state.result()
            start(1)


async def arace(
    call: Callable[[float], Any], limit: float, hedge_after: float | None, judge: Judge
) -> list[Came]:
    """Do what `race` does with tasks of the running loop; `call` returns an awaitable."""
    state, numbers = _Race(limit, hedge_after, judge), dict[asyncio.Task[Any], int]()

    async def run() -> Any:
        came = call(state.left())
        return await came if inspect.isawaitable(came) else came

    def start(number: int) -> None:
        numbers[asyncio.ensure_future(run())] = number

    start(0)
    try:
        while True:
            waiting = [task for task, number in numbers.items() if number not in state.came]
            done, _ = await asyncio.wait(waiting, timeout=state.wait(), return_when=asyncio.FIRST_COMPLETED)
            if not done and not state.hedge():
                return state.result()
            if not done:
                start(1)
            for task in sorted(done, key=numbers.__getitem__):
                error = asyncio.CancelledError() if task.cancelled() else task.exception()
                if state.arrived(numbers[task], None if error else task.result(), error):
                    return state.result()
    finally:
        for task in numbers:
            if not task.done():
                task.add_done_callback(_forgotten)
                task.cancel()


def _forgotten(task: asyncio.Task[Any]) -> None:
    """Look at what a task left behind, so that asyncio does not complain that nobody did."""
    if not task.cancelled():
        task.exception()
