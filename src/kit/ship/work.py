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
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from math import isnan
from typing import Any

from pydantic import TypeAdapter

from kit.measure.cases import digest, plain
from kit.ship.answers import Answers
from kit.ship.deadline import Deadline
from kit.ship.failures import DeadlineExceeded, Failed, failure
from kit.ship.metrics import Bill, Metrics, bill
from kit.ship.problems import Problem, problem_of
from kit.ship.settings import Settings
from kit.ship.spans import span
from kit.ship.threads import called, pieces

_GRACE = 0.2  # seconds after a request's end in which its own, better-worded failure may still arrive


@dataclass(eq=False)
class Flight:
    """An answer in the making.

    Attributes:
        way: "answer", or "stream": its text comes piece by piece.
        request, asked: as the solution takes it; as plain data.
        ends: until when it may go on (`time.monotonic`).
        landing: awaited, it is the answer's body (JSON text); a Problem if there is none.
        begun: set when the first piece is there, or the end.
        trace_id: of its span, once that is open.
    """

    way: str
    request: Any
    asked: Any
    ends: float
    landing: asyncio.Future[str]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    trace_id: str | None = None
    _pieces: asyncio.Queue[str | None] = field(default_factory=asyncio.Queue)

    def say(self, piece: str | None) -> None:
        """Hand on a piece of text; None: that was all."""
        self._pieces.put_nowait(piece)
        self.begun.set()

    async def pieces(self) -> AsyncIterator[str]:
        """Its text, piece by piece, until its end; then await `landing` for how it ended."""
        while (piece := await self._pieces.get()) is not None:
            yield piece

    def named(self, problem: Problem) -> Problem:
        """A problem with the names that the answer would have had."""
        problem.extra |= {"id": self.id, "trace_id": self.trace_id}
        return problem


class Work:
    """Makes answers with `solve`, or streams them with `stream`; keeps them, and knows what is in the air."""

    answers: Answers  # its file, from `open` on

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
        self.flights: dict[str, Flight] = {}
        self._places = asyncio.Semaphore(settings.concurrency)
        self._waiting = 0

    def open(self) -> None:
        """Open the file of answers, and forget in it what is old."""
        self.answers = Answers(self.settings.folder / "answers.sqlite")
        self.answers.forget(self.settings.keep_days)

    async def close(self, seconds: float) -> None:
        """Give answers in the air that long to be finished and kept, and close the file."""
        if self.flights:
            await asyncio.wait([one.landing for one in self.flights.values()], timeout=seconds)
        self.answers.close()

    async def answered(self, request: Any, key: str | None) -> tuple[str, bool]:
        """The answer's body (JSON text), and whether another request had it made.

        Raises:
            Problem: there is no answer; it says why.
        """
        ends = time.monotonic() + self.settings.seconds
        flight, joined = self._flight("answer", request, key, ends)
        patience = max(ends + 2 * _GRACE - time.monotonic(), 0)
        done, _ = await asyncio.wait({flight.landing}, timeout=patience)
        if not done:
            raise flight.named(problem_of(DeadlineExceeded()))
        return flight.landing.result(), joined

    async def streamed(self, request: Any, key: str | None) -> Flight:
        """An answer's flight, its first piece there.

        Raises:
            Problem: it failed before its first piece. After that, its landing says so.
        """
        flight, joined = self._flight("stream", request, key, time.monotonic() + self.settings.seconds)
        if joined and not flight.landing.done():
            raise Problem("in_progress", 409, "This key's answer is being streamed already.", after=1)
        await flight.begun.wait()
        if flight.landing.done():
            flight.landing.result()
        return flight

    def _flight(self, way: str, request: Any, key: str | None, ends: float) -> tuple[Flight, bool]:
        """What makes, or has made, the answer; and whether that was there already, under the key."""
        landing: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        flight = Flight(way, request, plain(request), ends, landing)
        if key is not None:
            asked = digest([way, flight.asked])
            given = self.answers.claim(flight.id, key, asked, flight.asked, self.settings.seconds + 5)
            if given.digest != asked:
                raise Problem("key_reused", 422, "This Idempotency-Key is another request's; take a new one.")
            if given.body is not None:
                flight.say(given.answer)
                flight.say(None)
                landing.set_result(given.body)
                return flight, True
            if given.id in self.flights:
                return self.flights[given.id], True
            if given.id != flight.id:
                wait = max(given.until - time.time(), 1)
                raise Problem("in_progress", 409, "This key's answer is being made; ask again.", after=wait)
        self.flights[flight.id] = flight
        flight.landing = asyncio.create_task(self._make(flight))
        flight.landing.add_done_callback(lambda made: self._over(flight, made))
        return flight, False

    def _over(self, flight: Flight, made: asyncio.Future[str]) -> None:
        del self.flights[flight.id]
        if made.cancelled() or made.exception():
            self.answers.release(flight.id)
        flight.say(None)

    async def _make(self, flight: Flight) -> str:
        """Make one answer and keep it; its body."""
        began, mine = time.monotonic(), Bill(flight.ends, self.metrics)
        bill.set(mine)
        try:
            async with self._place(flight.ends):
                with span(f"{flight.way} {self.name}", **{"kit.answer.id": flight.id}) as opened:
                    context = opened.get_span_context()
                    flight.trace_id = f"{context.trace_id:032x}" if context.is_valid else None
                    try:
                        with Deadline(max(flight.ends - time.monotonic(), 0.0)):
                            answer = await self._solved(flight)
                    except Exception as error:
                        opened.set_attribute("kit.failure", problem_of(error).kind)
                        raise
        except Exception as error:
            raise flight.named(problem_of(error)) from error
        used = vars(mine.usage) | ({"usd": None} if isnan(mine.usage.usd) else {})  # nan: unknown
        seconds = round(time.monotonic() - began, 4)
        said = {"id": flight.id, "answer": answer, "seconds": seconds, "usage": used}
        said["trace_id"] = flight.trace_id
        body = json.dumps(said, ensure_ascii=False)
        self.answers.keep(flight.id, digest([flight.way, flight.asked]), flight.asked, body)
        return body

    async def _solved(self, flight: Flight) -> Any:
        """The answer as plain data, checked; a stream's whole text."""
        bounded = flight.way == "stream" or inspect.iscoroutinefunction(self.solve)
        try:
            async with asyncio.timeout_at(flight.ends + _GRACE if bounded else None) as clock:
                if flight.way == "answer":
                    made = await called(self.solve, flight.request)
                    answer = self.answer.validate_python(made, from_attributes=True)
                    shown = self.answer.dump_python(answer, mode="json")
                else:
                    shown = answer = ""
                    async for piece in pieces(self.stream, flight.request):
                        shown = answer = answer + piece
                        flight.say(piece)
                if self.check is not None and (why := await called(self.check, flight.request, answer)):
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
            raise Problem("busy", 503, "Too many requests are being answered; ask again.", after=1)
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
