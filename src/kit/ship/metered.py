"""What each call of your function used, whatever it returns: an eval of `solve` keeps tokens and price.

An eval reads tokens off an SDK's reply. A solution returns its own `Answer`, and may have asked a model
twice, or not at all. `metered(solve)` gathers what its requests used, each call's own, also with many calls
in flight (a context variable follows the thread or the task that sends the request).
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from kit.measure.calling import awaited
from kit.models.layers.exchange import Answer, Exchange
from kit.models.layers.layer import Layer, Tell
from kit.models.layers.stack import in_force
from kit.models.usage import Usage

_mine: ContextVar[Any] = ContextVar("kit_meter", default=None)


@dataclass(frozen=True)
class Metered:
    """What a function returned, and what its requests used; `evaluate` reads both."""

    answer: Any
    usage: Usage


class _Meter(Layer):
    """One call's bill. It lists the exchanges that this call sent, of all that pass."""

    def __init__(self) -> None:
        self.bill: list[Usage] = []

    def begin(self, exchange: Exchange) -> Tell:
        """See now whose exchange it is: the answer may come in another thread."""
        mine = _mine.get() is self

        def over(answer: Answer) -> None:
            if mine:
                self.bill.append(exchange.usage(answer))

        return over


def metered(solve: Callable[[Any], Any]) -> Callable[[Any], Metered]:
    """A function that calls `solve` and adds what its requests used.

    Args:
        solve: takes one value; sync or async; makes its requests with kit clients.
    Returns:
        A function from that value to a `Metered`; give it to `evaluate`. Where `solve` raises, the error
        gets a `.usage`: a failed answer costs as much as a good one.
    """

    def solved(value: Any) -> Metered:
        meter = _Meter()
        token = _mine.set(meter)
        try:
            with in_force(meter):
                answer = awaited(solve(value))
            return Metered(answer, sum(meter.bill, Usage()))
        except Exception as error:
            error.usage = sum(meter.bill, Usage())  # type: ignore[attr-defined]
            raise
        finally:
            _mine.reset(token)

    solved.__name__ = getattr(solve, "__name__", "solve")
    return solved
