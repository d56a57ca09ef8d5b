"""A call that survives what can be survived: a deadline, retries with jitter, a hedge, a breaker, a fallback.

The SDKs retry by themselves, twice, without a deadline over the whole and without a word; that is enough
for a notebook. A service wants to know each attempt, to end in time, and to stop asking what is down. Give
`resilient` a function that makes ONE SDK call, with a client of `max_retries=0`, or the two retry each
other's retries. For retries alone, tenacity's decorators do; they know neither the deadline that is left
nor `retry-after`. Left out: budgets of retries over many callers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from kit.ship.breaker import Breaker
from kit.ship.course import Attempt, Outcome, Plan
from kit.ship.failures import Kind
from kit.ship.hedge import Tasks, Threads

__all__ = ["Attempt", "Outcome", "aresilient", "resilient"]


def resilient(
    call: Callable[[float], Any],
    *,
    seconds: float = 30.0,
    attempts: int = 4,
    breaker: Breaker | None = None,
    hedge_after: float | None = None,
    check: Callable[[Any], bool | str] | None = None,
    fallback: Any = None,
    seed: int | None = None,
    each: float | None = None,
    pause: float = 0.5,
    accept: Sequence[Kind] = (),
) -> Outcome:
    """Make a call so that it is answered if it can be, and ends in time in any case.

    Pauses are "full jitter": uniform between 0 and `pause` x 2^attempt (M. Brooker, Exponential Backoff And
    Jitter, AWS Architecture Blog, 2015), on top of what `retry-after` asks for; a pause that would not fit in
    the deadline is not begun. A breaker that opens ends it.

    Args:
        call: takes the seconds it may take and makes one SDK call; it runs in a thread, with this context.
            A stream is read to its end in there: what was shown to somebody cannot be tried again.
        seconds: for everything; less if the `Deadline` around it has less.
        attempts: most calls in all, hedges included.
        breaker: asked before each attempt, told after.
        hedge_after: seconds after which a second call is sent beside the first; the 95th percentile is usual.
        check: takes the answer's text (of an SDK's reply), else what `call` returned; True takes it; False, a
            sentence or a ValueError (pydantic's, json's) refuses it, and it is tried again.
        fallback: what to answer instead: a value, or a function of the `Failure`.
        seed: of the jitter.
        each: most seconds for one attempt; default, all that is left.
        pause: upper bound of the first pause, in seconds; it doubles.
        accept: kinds that are no failure here ("truncated", where you ask for one token on purpose).
    Returns:
        An `Outcome`. What the service does is in it, never raised.
    Raises:
        Exception: what `call` raises by a mistake of its own (a TypeError, say).
        ValueError: attempts below 1, or a time below 0.

    Example:
        `resilient(lambda s: client.responses.create(model=m, input=q, timeout=s), breaker=vendor).take()`
    """
    plan = Plan(seconds, attempts, breaker, hedge_after, check, fallback, seed, each, pause, accept)
    try:
        plan.follow(Threads(call)).send(None)
    except StopIteration as end:
        outcome: Outcome = end.value
        return outcome
    raise TypeError("The fallback waits for something: use `await aresilient(...)`.")


async def aresilient(
    call: Callable[[float], Any],
    *,
    seconds: float = 30.0,
    attempts: int = 4,
    breaker: Breaker | None = None,
    hedge_after: float | None = None,
    check: Callable[[Any], bool | str] | None = None,
    fallback: Any = None,
    seed: int | None = None,
    each: float | None = None,
    pause: float = 0.5,
    accept: Sequence[Kind] = (),
) -> Outcome:
    """Do what `resilient` does in an event loop: `call` returns an awaitable, late ones are cancelled."""
    plan = Plan(seconds, attempts, breaker, hedge_after, check, fallback, seed, each, pause, accept)
    return await plan.follow(Tasks(call))
