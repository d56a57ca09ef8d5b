"""Ask the same thing again and again, several calls at a time, and keep everything that comes back.

`sample(ask, 100)` calls `ask` a hundred times. `ask` makes one ordinary SDK call, sync or async; nothing
about it is special. Calls go out from a few threads (the engine and the vendors both answer several at
once); what an async `ask` returns is awaited on an event loop kept in the background, so the same line
works in a script and inside a notebook's running loop. Left out: rate-limit pacing and resuming after a
crash (inspect_ai does both).
"""

from __future__ import annotations

import contextvars
import threading
import time
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from kit.measure.bar import Bar
from kit.measure.calling import BUGS, HOPELESS, awaited, background_loop, numbered, positional
from kit.measure.samples import Samples, error_sentence, tidy

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from kit.models.reply import Reply

__all__ = ["Samples", "asample", "error_sentence", "sample", "tidy"]

CONCURRENCY = 8  # as many as the local engine answers at once
_GRACE = 5.0  # seconds that calls in flight get to come home after an interrupt


def sample(
    ask: Callable[..., Any], n: int = 20, *, concurrency: int | None = None, progress: bool = True
) -> Samples:
    """Call `ask` n times and return every reply.

    Args:
        ask: makes one SDK call and returns what the SDK returned (or a plain string); sync or async. If it
            has a required parameter it is given the sample index, 0 to n - 1.
        n: how many calls, at least 1.
        concurrency: calls in flight at once; 8 by default, as many as the local engine's slots.
        progress: show a bar when it takes longer than a second and someone is watching.
    Returns:
        `Samples`. A call that raises is kept as a `Reply` with `.error`. A refused budget or key stops
        further calls; so does an interrupt (Ctrl-C, the notebook's stop button), which keeps what was got.
        `.note` then says so, and a warning is given.
    Raises:
        ValueError: n or concurrency below 1.
        TypeError: `ask` needs more than one argument.
        Exception: what `ask` raised, if its first call shows a mistake in `ask` itself (a NameError, say).

    Example:
        `sample(lambda: client.responses.create(model=MODEL, input="Name a colour."), 100)`
    """
    loop, thread = background_loop()
    if thread is threading.current_thread():
        raise RuntimeError("sample() inside an async `ask` would wait for itself; use `await asample(...)`.")
    run = _Run(ask, n, concurrency, loop)
    with Bar(n, "answers", progress) as bar:
        run.start()
        try:
            while not run.finished.wait(0.1):
                bar.update(*run.count())
        except KeyboardInterrupt:
            run.stop("Stopped by you")
            run.finished.wait(_GRACE)
    return run.result()


async def asample(
    ask: Callable[..., Any], n: int = 20, *, concurrency: int | None = None, progress: bool = True
) -> Samples:
    """`sample` for code that already runs in an event loop: `await asample(...)`.

    An async `ask` is awaited on the caller's own loop. Cancelling stops further calls and returns nothing.
    Arguments, result and exceptions are those of `sample`.
    """
    import asyncio

    run = _Run(ask, n, concurrency, asyncio.get_running_loop())
    with Bar(n, "answers", progress) as bar:
        run.start()
        try:
            while not run.finished.is_set():
                await asyncio.sleep(0.01)
                bar.update(*run.count())
        finally:
            run.stop("Cancelled")
    return run.result()


class _Run:
    """One run's shared state: the next index to ask, the replies so far, and whether to go on."""

    def __init__(
        self, ask: Callable[..., Any], n: int, concurrency: int | None, loop: AbstractEventLoop
    ) -> None:
        workers = CONCURRENCY if concurrency is None else concurrency
        if n < 1 or workers < 1:
            raise ValueError(f"sample needs 1 or more: got n={n}, concurrency={workers}.")
        self.finished = threading.Event()
        self._ask, self._n, self._loop = ask, n, loop
        self._indexed = bool(positional(ask, 1, "sample calls ask() or ask(index)")[0])
        self._workers = self._alive = min(workers, n)
        self._lock = threading.Lock()
        self._replies: dict[int, Reply] = {}
        self._failed = self._sent = 0
        self._stopped = ""
        self._bug: BaseException | None = None
        self._began = time.perf_counter()

    def start(self) -> None:
        for number in range(self._workers):
            # Each thread starts in a copy of the caller's context, as an asyncio task would.
            target = contextvars.copy_context().run
            threading.Thread(target=target, args=(self._work,), name=f"sample-{number}", daemon=True).start()

    def stop(self, why: str) -> None:
        with self._lock:
            self._stopped = self._stopped or why

    def count(self) -> tuple[int, int]:
        return len(self._replies), self._failed

    def result(self) -> Samples:
        if self._bug is not None:
            raise self._bug
        with self._lock:
            replies = tuple(reply for _, reply in sorted(self._replies.items()))
            lost = self._sent - len(replies)
        note = ""
        if self._stopped and self._sent < self._n:
            note = f"{self._stopped}: {self._sent} of {self._n} calls were sent" + (
                f", {lost} of them did not come back." if lost else "."
            )
            warnings.warn(note, RuntimeWarning, stacklevel=3)
        return Samples(replies, self._n, time.perf_counter() - self._began, note)

    def _next(self) -> int | None:
        with self._lock:
            if self._stopped or self._sent >= self._n:
                return None
            self._sent += 1
            return self._sent - 1

    def _work(self) -> None:
        try:
            while (index := self._next()) is not None:
                with numbered(index):
                    self._keep(index, self._one(index))
        except BaseException as error:  # a fault of ours must not leave the caller waiting
            self._bug = self._bug or error
        finally:
            with self._lock:
                self._alive -= 1
                if not self._alive:
                    self.finished.set()

    def _one(self, index: int) -> Reply:
        began = time.perf_counter()
        try:
            raw = awaited(self._ask(index) if self._indexed else self._ask(), self._loop)
        except Exception as error:
            raw = error
        return _reply(raw, time.perf_counter() - began)

    def _keep(self, index: int, reply: Reply) -> None:
        error = reply.error
        with self._lock:
            if isinstance(error, BUGS) and self._failed == len(self._replies):
                self._bug, self._stopped = self._bug or error, "A mistake in `ask`"
                return
            self._replies[index] = reply
            self._failed += error is not None
        status = getattr(error, "status_code", None)
        if error is not None and status in HOPELESS:
            self.stop(f"Stopped because {HOPELESS[status]} ({error_sentence(error).rstrip('.')})")


def _reply(raw: Any, seconds: float) -> Reply:
    from dataclasses import replace

    from kit.models.reply import Reply

    if isinstance(raw, Reply):
        return raw if raw.seconds else replace(raw, seconds=seconds)
    if isinstance(raw, BaseException) or type(raw).__module__.partition(".")[0] in ("openai", "anthropic"):
        return Reply.of(raw, seconds=seconds)
    # `ask` may boil its answer down to a label or a number before returning it.
    return Reply(text=raw if isinstance(raw, str) else str(raw), seconds=seconds, raw=raw)
