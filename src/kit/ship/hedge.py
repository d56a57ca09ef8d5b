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
from contextlib import suppress
from contextvars import copy_context
from dataclasses import dataclass
from math import inf
from queue import Empty, SimpleQueue
from typing import Any, TypeAlias

from kit.ship.failures import Failure, failure_of

Judge: TypeAlias = Callable[[Any], "Failure | None"]
Arrival: TypeAlias = tuple[int, Any, BaseException | None]  # which call; what it returned, or raised


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


class Threads:
    """Runs calls in threads of their own, with this context's variables; waiting holds the caller up."""

    def __init__(self, call: Callable[[float], Any]) -> None:
        self._call, self._box = call, SimpleQueue[Arrival]()

    def start(self, number: int, seconds: float) -> None:
        """Begin a call that may take so many seconds."""

        def run() -> None:
            try:
                self._box.put((number, self._call(seconds), None))
            except BaseException as error:
                self._box.put((number, None, error))

        threading.Thread(target=copy_context().run, args=(run,), name="kit-call", daemon=True).start()

    async def next(self, seconds: float) -> Arrival | None:
        """What comes next, None if nothing does in that time."""
        with suppress(Empty):
            return self._box.get(timeout=seconds)
        return None

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    def leave(self) -> None:
        """Nobody waits any more. A thread cannot be stopped."""


class Tasks:
    """The same with tasks of the running loop; `call` returns an awaitable, and what is left is cancelled."""

    def __init__(self, call: Callable[[float], Any]) -> None:
        self._call, self._box = call, asyncio.Queue[Arrival]()
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, number: int, seconds: float) -> None:
        """Begin a call that may take so many seconds."""

        async def run() -> None:
            try:
                came = self._call(seconds)
                self._box.put_nowait((number, await came if inspect.isawaitable(came) else came, None))
            except BaseException as error:
                self._box.put_nowait((number, None, error))

        self._tasks.append(asyncio.create_task(run()))

    async def next(self, seconds: float) -> Arrival | None:
        """What comes next, None if nothing does in that time."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                return await self._box.get()
        return None

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def leave(self) -> None:
        """Nobody waits any more."""
        for task in self._tasks:
            task.cancel()


async def race(calls: Threads | Tasks, limit: float, hedge_after: float | None, judge: Judge) -> list[Came]:
    """Call, and call once more if nothing came in `hedge_after` seconds; wait `limit` seconds at most.

    Args:
        calls: how a call is begun and waited for.
        limit: seconds after which nobody waits any more.
        hedge_after: None for no second call.
        judge: says what is wrong with an answer, None if nothing; if it is, the other call is waited for.
    Returns:
        One `Came` per call started. At most one is good.
    """
    begun, came = [time.monotonic()], dict[int, Came]()
    until, second = begun[0] + limit, begun[0] + (inf if hedge_after is None else hedge_after)
    calls.start(0, limit)
    try:
        while len(came) < len(begun) and not any(one.good for one in came.values()):
            due = until if len(begun) > 1 else min(until, second)
            arrived = await calls.next(max(0.0, due - time.monotonic()))
            now = time.monotonic()
            if arrived is not None:
                number, answer, error = arrived
                why = judge(answer) if error is None else failure_of(error)
                came[number] = Came(answer, error, why, now - begun[number])
            elif len(begun) > 1 or now >= until:
                break
            else:
                begun.append(now)
                calls.start(1, until - now)
    finally:
        calls.leave()
    now = time.monotonic()
    return [came.get(k, Came(seconds=now - at, over=False)) for k, at in enumerate(begun)]
