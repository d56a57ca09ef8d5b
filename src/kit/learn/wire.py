"""Who answers the learner's model calls during a grade: the checker, over a loopback address.

The worker's kit clients send to `address`. Behind it stands one transport that hands each request to the
simulated model a check has put in force, or to the local engine (found, or started, when first needed).
"""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import Any

HOLD = 3.0  # seconds a simulated timeout keeps a patient client waiting; well below the limit of a `c.call`


class Answering:
    """One grade's model address, and the switch behind it.

    Args:
        hold: seconds a simulated timeout keeps a patient client waiting.
        kept: a recording (SQLite file) of the live source's answers, shared by a class: who asks what another
            has asked gets the same answer. None asks anew each time.
        live: the live source may be asked. Without it, who calls while no model is in force finds nobody;
            code that is up to no good would else start an engine, or keep one busy that others wait for.
        models: a model may be in force at all. Without, whoever calls is refused, and nobody waits for calls.
    Attributes:
        address: as in "http://127.0.0.1:41234".
        live_calls: requests that went to the live source so far.
    """

    def __init__(
        self, hold: float = HOLD, kept: Path | None = None, live: bool = True, models: bool = True
    ) -> None:
        self.live_calls, self._hold, self._kept, self._may_live = 0, hold, kept, live
        self._models = models
        self._stack: list[Any] = []
        self._local: Any = None
        self._evidence: Any = None
        self._bridge: Any = None
        self._recording: Any = None
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _switch(self) -> Any:
        import httpx2

        hold = self._hold

        def pick() -> Any:
            if self._stack and self._stack[-1]:
                return self._stack[-1]
            if not self._may_live:
                raise httpx2.ConnectError("no model is in force")
            return self._live()

        class Switch(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
            def handle_request(self, request: httpx2.Request) -> httpx2.Response:
                try:
                    return pick().handle_request(request)  # type: ignore[no-any-return]
                except httpx2.TimeoutException as error:
                    sleep(hold)
                    raise httpx2.ReadError(str(error)) from error

            async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
                return await pick().handle_async_request(request)  # type: ignore[no-any-return]

        return Switch()

    def _live(self) -> Any:
        self.live_calls += 1
        if self._local is None:
            from kit.models.sources import named
            from kit.models.wire import own_transport

            self._local = own_transport(named("local"))
            if self._kept:
                from kit.models.layers.replay import Replay, ReplayTransport

                self._recording = Replay(self._kept)
                self._local = ReplayTransport(self._local, self._recording)
        if self._evidence is None:
            return self._local
        from kit.models.layers.trace import TraceTransport

        return TraceTransport(self._local, self._evidence)

    def answer(self, door: Any = None) -> None:
        """Begin to answer: at `address`, or at the door of a jail (`kit.learn.jail`), a listening socket."""
        if door is not None:
            self._listener.close()
        if not self._models:
            (door or self._listener).close()
            return
        from kit.models.bridge import serve_transport

        self._bridge = serve_transport(self._switch(), listener=door or self._listener)

    @contextmanager
    def by(self, simulated: Any) -> Iterator[Any]:
        """While open, `simulated` (a model of `kit.simulated`, or an httpx2 transport) answers.

        Yields its evidence, the list of calls it answered.
        """
        if hasattr(simulated, "handle_request"):
            transport = simulated
        else:
            from kit.models.simulated import SimulatedTransport

            transport = SimulatedTransport(simulated)
        with self._in_force(transport):
            yield getattr(transport, "calls", None)

    @contextmanager
    def live(self) -> Iterator[Sequence[Any]]:
        """While open, the live source answers. Yields the evidence: a span for each call that reached it."""
        from kit.models.layers.trace import Trace

        self._evidence = trace = Trace()
        before = self.live_calls
        try:
            with self._in_force(None):
                yield trace.spans
            patience = monotonic() + 2  # a stream's span comes when it ends: after its last event was read
            while len(trace.spans) < self.live_calls - before and monotonic() < patience:
                sleep(0.01)
        finally:
            self._evidence = None

    @contextmanager
    def _in_force(self, transport: Any) -> Iterator[None]:
        if not self._models:
            raise RuntimeError("no model was to be in force in this grade")
        self._stack.append(transport)
        try:
            yield
        finally:
            self._stack.pop()

    def close(self) -> None:
        """Close the address, and the recording."""
        if self._recording is not None:
            self._recording.close()
        self._listener.close()
        if self._bridge:
            self._bridge.close()
