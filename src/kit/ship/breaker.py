"""A circuit breaker: after so many failures in a row nothing is sent for a while, then one probe decides.

Asking a service that is down costs every user a wait and the service its recovery. Closed: everything
passes. Open: nothing does, at once. Half-open, after `seconds`: one call passes as a probe; its success
closes the breaker, its failure opens it again (M. Nygard, Release It!, 2007). Left out: breaking by a share
of failures (Hystrix), and one breaker for several processes; each process finds out for itself.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

from kit.ship.failures import BreakerOpen, failure_of

State = Literal["closed", "open", "half-open"]


@dataclass(frozen=True)
class Change:
    """A breaker that changed: when (seconds of its clock), to what, and why."""

    at: float
    state: State
    why: str


class Breaker:
    """Safe between threads and between tasks of an event loop; nothing in it waits.

    Args:
        name: what it guards; stands in its sentences.
        failures: how many in a row open it. Only failures of the service count (`Failure.of_the_service`).
        seconds: how long it stays open before a probe.
        clock: seconds that only go forwards.
    Raises:
        ValueError: failures below 1, or seconds not above 0.
    """

    def __init__(
        self, name: str, failures: int = 5, seconds: float = 30.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if failures < 1 or not seconds > 0:
            raise ValueError(f"failures={failures} must be 1 or more, and seconds={seconds} above 0.")
        self.name, self.failures, self.seconds = name, failures, seconds
        self._clock, self._lock = clock, threading.Lock()
        self._state: State = "closed"
        self._in_a_row, self._since, self._era = 0, 0.0, 0
        self._events: deque[Change] = deque(maxlen=1000)

    @property
    def state(self) -> State:
        """ "closed", "open", or "half-open": the time is over, and a probe may pass or is on its way."""
        with self._lock:
            over = self._state == "open" and self._clock() - self._since >= self.seconds
            return "half-open" if over else self._state

    @property
    def events(self) -> tuple[Change, ...]:
        """How it changed, oldest first (the last 1,000)."""
        with self._lock:
            return tuple(self._events)

    def admit(self) -> int:
        """Let one call through: a ticket, to be given back with `done`. Prefer `with breaker.guard():`.

        Raises:
            BreakerOpen: it is open, or half-open with its probe on the way.
        """
        with self._lock:
            left = self._since + self.seconds - self._clock()
            if self._state != "closed" and left > 0:
                raise BreakerOpen(self.name, left)
            if self._state != "closed":  # a probe that is never heard of again gives way to another
                self._to("half-open", "a probe passes")
            return self._era

    def done(self, ticket: int, ok: bool | None) -> None:
        """Say how the call ended: True, False, or None where it says nothing about the service.

        A ticket from before the last change says nothing either: that call was sent to another time.
        """
        with self._lock:
            if ticket != self._era:
                return
            if self._state == "half-open" and ok is None:  # it told nothing: the next call is the probe
                self._since = self._clock() - self.seconds
            elif self._state == "half-open":
                self._to("closed" if ok else "open", f"the probe {'succeeded' if ok else 'failed'}")
            elif ok is not None:
                self._in_a_row = 0 if ok else self._in_a_row + 1
                if self._in_a_row >= self.failures:
                    self._to("open", f"{self._in_a_row} failures in a row")

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Guard a block, in sync or async code: raises BreakerOpen, or counts how the block ends."""
        ticket, ok = self.admit(), None
        try:
            yield
            ok = True
        except Exception as error:
            ok = False if failure_of(error).of_the_service else None
            raise
        finally:
            self.done(ticket, ok)

    def probing(self) -> bool:
        """Whether the call on its way is a probe, which must stay the only one."""
        with self._lock:
            return self._state == "half-open"

    def _to(self, state: State, why: str) -> None:
        self._state, self._since, self._in_a_row = state, self._clock(), 0
        self._era += 1
        self._events.append(Change(self._since, state, why))

    def __repr__(self) -> str:
        last = f", {self._events[-1].why}" if self._events else ""
        return f"Breaker({self.name}: {self.state}{last})"
