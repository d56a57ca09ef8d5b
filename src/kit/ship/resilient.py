"""A call that survives what can be survived: a deadline, retries with jitter, a hedge, a breaker, a fallback.

The SDKs retry by themselves, twice, without a deadline over the whole and without a word; that is enough
for a notebook. A service wants to know each attempt, to end in time, and to stop asking what is down. Give
`resilient` a function that makes ONE SDK call, with a client of `max_retries=0`, or the two retry each
other's retries. For retries alone, tenacity's decorators do; they know neither the deadline that is left
nor `retry-after`. Left out: budgets of retries over many callers.
"""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from kit.ship.breaker import Breaker
from kit.ship.course import Plan, Sleep
from kit.ship.course import course as course_of
from kit.ship.deadline import Deadline
from kit.ship.failures import Kind
from kit.ship.hedge import arace, race
from kit.ship.outcome import Attempt, Outcome

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
    with Deadline(seconds) as deadline:
        plan = Plan(attempts, breaker, hedge_after, check, seed, each, pause, tuple(accept))
        course = course_of(plan, deadline)
        try:
            step = next(course)
            while True:
                if isinstance(step, Sleep):
                    time.sleep(step.seconds)
                    step = course.send(None)
                else:
                    step = course.send(race(call, step.limit, step.hedge_after, step.judge))
        except StopIteration as end:
            outcome: Outcome = end.value
        finally:
            course.close()
    return outcome if outcome.ok or fallback is None else _fallen(outcome, _back(fallback, outcome))


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
    with Deadline(seconds) as deadline:
        plan = Plan(attempts, breaker, hedge_after, check, seed, each, pause, tuple(accept))
        course = course_of(plan, deadline)
        try:
            step = next(course)
            while True:
                if isinstance(step, Sleep):
                    await asyncio.sleep(step.seconds)
                    step = course.send(None)
                else:
                    step = course.send(await arace(call, step.limit, step.hedge_after, step.judge))
        except StopIteration as end:
            outcome: Outcome = end.value
        finally:
            course.close()
    if outcome.ok or fallback is None:
        return outcome
    given = _back(fallback, outcome)
    return _fallen(outcome, await given if inspect.isawaitable(given) else given)


def _back(fallback: Any, outcome: Outcome) -> Any:
    return fallback(outcome.failure) if callable(fallback) else fallback


def _fallen(outcome: Outcome, answer: Any) -> Outcome:
    return replace(outcome, answer=answer, fell_back=True)
