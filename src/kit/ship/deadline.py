"""A deadline: a moment by which everything inside must be done, however many calls that takes.

A timeout is given to one call; ten calls of ten seconds are a hundred. A `Deadline` is handed down instead,
and an inner one never outlives the outer. It travels in a context variable: into `await`, into what
`resilient` starts, and into threads that are given the context (`contextvars.copy_context`). Left out: the
wire (gRPC sends it).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextvars import ContextVar

from kit.ship.failures import DeadlineExceeded

_now: ContextVar[Deadline | None] = ContextVar("kit_deadline", default=None)


class Deadline:
    """So many seconds from now, or what the deadline around it has left, if that is less.

    Args:
        seconds: from now.
        clock: seconds that only go forwards; tests turn it by hand. Nested ones must share it.
    Raises:
        ValueError: seconds below 0, or none at all (NaN).

    Example:
        `with Deadline(10) as outer: answer = client.with_options(timeout=outer.left).responses.create(...)`
    """

    def __init__(self, seconds: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        if not seconds >= 0:
            raise ValueError(f"a deadline lies in the future, 0 seconds or more away; got {seconds!r}.")
        outer, self._clock = _now.get(), clock
        self._end: float = clock() + seconds if outer is None else min(clock() + seconds, outer._end)
        self.seconds = max(0.0, self._end - clock())
        self._outer: list[Deadline | None] = []

    @classmethod
    def current(cls) -> Deadline | None:
        """The innermost deadline in force here, or None."""
        return _now.get()

    @property
    def left(self) -> float:
        """Seconds left, 0.0 when it has passed."""
        return max(0.0, self._end - self._clock())

    def check(self) -> float:
        """Give the seconds left; raise DeadlineExceeded if there are none."""
        if (left := self.left) <= 0:
            raise DeadlineExceeded(f"{self.seconds:.3g} s were given, and they are over.")
        return left

    def __enter__(self) -> Deadline:
        self._outer.append(_now.get())
        _now.set(self)
        return self

    def __exit__(self, *_: object) -> None:
        _now.set(self._outer.pop())

    def __repr__(self) -> str:
        return f"Deadline({self.left:.3g} s left of {self.seconds:.3g})"
