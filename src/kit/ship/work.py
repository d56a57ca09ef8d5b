"""How a service makes an answer: a bounded number at once, each within its time, once for each key.

An answer is made in a task of its own (a flight), so it is finished and kept also when the client that asked
has gone; whoever comes with the same key meanwhile waits for the same flight. A synchronous `solve` runs in a
thread, which nobody can stop: past its time the request is answered 504, its place stays taken until the
thread ends, and the answer is kept for the retry. (Its calls to a model end with the request's time: see
`kit.ship.metrics`.)
"""

from __future__ import annotations

import asyncio
import inspect
import json
import time
import uuid
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from statistics import median
from typing import Any

from pydantic import TypeAdapter

from kit.measure.cases import digest, plain
from kit.ship.deadline import Deadline
from kit.ship.failures import DeadlineExceeded, Failed, failure
from kit.ship.metrics import Bill, Metrics, bill
from kit.ship.once import Answers, Given
from kit.ship.problems import Problem, problem_of
from kit.ship.settings import Settings
from kit.ship.spans import span
from kit.ship.threads import called, pieces

Emit = Callable[[str], Awaitable[None]]
_GRACE = 0.2  # seconds after a request's end in which its own, better-worded failure may still arrive


class Work:
    """Makes answers with `solve`, or streams them with `stream`; keeps them, and knows what is in the air."""

    def __init__(
        self,
        solve: Callable[..., Any],
        answer: Any,
        name: str,
        settings: Settings,
        *,
        check: Callable[..., Any] | None = None,
        stream: Callable[..., Any] | None = None,
    ) -> None:
        self.solve, self.name, self.settings, self.check, self.stream = solve, name, settings, check, stream
        self.metrics = Metrics()
        self.answer: TypeAdapter[Any] = TypeAdapter(answer)
        self.flights: dict[str, asyncio.Task[str]] = {}
        self._traces: dict[str, str | None] = {}  # of those in the air
        self._answers: Answers | None = None
        self._places = asyncio.Semaphore(settings.concurrency)
        self._waiting = 0
        self._lately: deque[float] = deque(maxlen=50)

    def open(self) -> None:
        """Open the file of answers, and forget in it what is old."""
        self._answers = Answers(self.settings.folder / "answers.sqlite")
        self._answers.forget(self.settings.keep_days)

    @property
    def answers(self) -> Answers:
        """The file of answers."""
        assert self._answers is not None, "the app is not running: its lifespan opens the file"
        return self._answers

    async def close(self, seconds: float) -> None:
        """Give answers in the air that long to be finished and kept, and close the file."""
        if self.flights:
            await asyncio.wait(self.flights.values(), timeout=seconds)
        if self._answers is not None:
            self._answers.close()
        self._answers = None

    async def answered(self, request: Any, key: str | None) -> tuple[str, bool]:
        """The answer's body (JSON text), and whether another request had it made.

        Raises:
            Problem: there is no answer; it says why.
        """
        ends, asked, id = time.monotonic() + self.settings.seconds, plain(request), uuid.uuid4().hex
        if key is not None:
            given = self._claimed(id, key, ["answer", asked])
            if given.body is not None:
                return given.body, True
            id, joined = given.id, given.id != id
        flight = self.flights.get(id) or self._begin(id, self._make(id, "answer", request, asked, ends))
        done, _ = await asyncio.wait({flight}, timeout=max(ends + 2 * _GRACE - time.monotonic(), 0))
        if not done:
            problem = problem_of(DeadlineExceeded())
            problem.extra |= {"id": id, "trace_id": self._traces.get(id)}
            raise problem
        return flight.result(), key is not None and joined

    async def streamed(self, request: Any, key: str | None) -> tuple[AsyncIterator[str], asyncio.Task[str]]:
        """An answer's text piece by piece, and the flight that makes it, which ends with its body.

        Raises:
            Problem: it failed before its first piece. After that, awaiting the flight says so.
        """
        ends, asked, id = time.monotonic() + self.settings.seconds, plain(request), uuid.uuid4().hex
        queue: asyncio.Queue[str | None] = asyncio.Queue()
        if key is not None:
            given = self._claimed(id, key, ["stream", asked])
            if given.body is None and given.id != id:
                raise Problem("in_progress", 409, "This key's answer is being streamed already.", after=1)
            if given.body is not None:
                queue.put_nowait(given.answer)
                body = given.body
                return _until_none(queue), _landed(asyncio.ensure_future(asyncio.sleep(0, body)), queue)
        making = self._make(id, "stream", request, asked, ends, queue.put)
        flight = _landed(self._begin(id, making), queue)
        first = await queue.get()
        if first is None:
            flight.result()
        return _until_none(queue, first), flight

    def _claimed(self, id: str, key: str, asked: Any) -> Given:
        """What stands under the key; claimed as `id` if nothing did."""
        given = self.answers.claim(id, key, digest(asked), asked[1], self.settings.seconds + 5)
        if given.digest != digest(asked):
            raise Problem("key_reused", 422, "This Idempotency-Key is another request's; take a new one.")
        if given.body is None and given.id != id and given.id not in self.flights:
            wait = max(given.until - time.time(), 1)
            raise Problem("in_progress", 409, "This key's answer is being made; ask again.", after=wait)
        return given

    def _begin(self, id: str, making: Any) -> asyncio.Task[str]:
        flight = self.flights[id] = asyncio.create_task(making)

        def over(task: asyncio.Task[str]) -> None:
            self.flights.pop(id, None)
            self._traces.pop(id, None)
            if (task.cancelled() or task.exception()) and self._answers is not None:
                self._answers.release(id)

        flight.add_done_callback(over)
        return flight

    async def _make(
        self, id: str, way: str, request: Any, asked: Any, ends: float, emit: Emit | None = None
    ) -> str:
        """Make one answer and keep it; its body."""
        began, mine, trace_id = time.monotonic(), Bill(ends, self.metrics), None
        bill.set(mine)
        try:
            async with self._place(ends):
                with span(f"{way} {self.name}", **{"kit.answer.id": id}) as opened:
                    context = opened.get_span_context()
                    trace_id = f"{context.trace_id:032x}" if context.is_valid else None
                    self._traces[id] = trace_id
                    try:
                        with Deadline(max(ends - time.monotonic(), 0.0)):
                            answer = await self._solved(request, ends, emit)
                    except Exception as error:
                        opened.set_attribute("kit.failure", problem_of(error).kind)
                        raise
        except Exception as error:
            problem = problem_of(error)
            problem.extra |= {"id": id, "trace_id": trace_id}
            raise problem from error
        seconds = time.monotonic() - began
        self._lately.append(seconds)
        used = dict(vars(mine.usage))
        if used["usd"] != used["usd"]:  # nan: the price is unknown
            used["usd"] = None
        said = {"id": id, "answer": answer, "seconds": round(seconds, 4), "usage": used, "trace_id": trace_id}
        body = json.dumps(said, ensure_ascii=False)
        self.answers.keep(id, digest([way, asked]), asked, body)
        return body

    async def _solved(self, request: Any, ends: float, emit: Emit | None) -> Any:
        """The answer as plain data, checked; a stream's whole text."""
        bounded = emit is not None or inspect.iscoroutinefunction(self.solve)
        try:
            async with asyncio.timeout_at(ends + _GRACE if bounded else None) as clock:
                if emit is None:
                    made = await called(self.solve, request)
                    answer = self.answer.validate_python(made, from_attributes=True)
                    shown = self.answer.dump_python(answer, mode="json")
                else:
                    shown = answer = ""
                    async for piece in pieces(self.stream, request):
                        shown = answer = answer + piece
                        await emit(piece)
                if self.check is not None and (why := await called(self.check, request, answer)):
                    raise Failed(failure("rejected", str(why)))
        except TimeoutError as error:
            if clock.expired():
                raise DeadlineExceeded(f"{self.settings.seconds:g} s were given, and are over.") from error
            raise
        return shown

    @asynccontextmanager
    async def _place(self, ends: float) -> AsyncIterator[None]:
        """One of the places for solving; a problem if too many wait already, or none gets free in time."""
        if self._places.locked() and self._waiting >= self.settings.waiting:
            wait = median(self._lately or [1.0])
            raise Problem("busy", 503, "Too many requests are being answered; ask again.", after=wait)
        self._waiting += 1
        try:
            async with asyncio.timeout_at(ends):
                await self._places.acquire()
        except TimeoutError:
            raise Problem("busy", 503, "No place got free in the time given; ask again.", after=1) from None
        finally:
            self._waiting -= 1
        try:
            with self.metrics.solving.track_inprogress():
                yield
        finally:
            self._places.release()


def _landed(flight: asyncio.Future[str], pieces: asyncio.Queue[str | None]) -> Any:
    """The flight, whose end is also the end of its pieces."""
    flight.add_done_callback(lambda _: pieces.put_nowait(None))
    return flight


async def _until_none(pieces: asyncio.Queue[str | None], first: str | None = None) -> AsyncIterator[str]:
    piece = first if first is not None else await pieces.get()
    while piece is not None:
        yield piece
        piece = await pieces.get()
