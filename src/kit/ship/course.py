"""The course of a call that is looked after: what to do next, from what came so far.

It neither waits nor calls: it yields a `Sleep` or a `Run` and is sent what came of it, so that `resilient`
and `aresilient` (see there) follow one and the same rule, one with threads, the other with tasks.
"""

from __future__ import annotations

import inspect
import random
import time
import warnings
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kit.models.usage import Usage
from kit.ship.breaker import Breaker
from kit.ship.deadline import Deadline
from kit.ship.failures import SERVICE, BreakerOpen, Failure, Kind, failure, failure_of
from kit.ship.hedge import Came
from kit.ship.outcome import Attempt, Outcome

LONGEST_PAUSE = 20.0
_NOTHING_LEFT = 0.005  # seconds
_ANSWERED = ("truncated", "refusal", "malformed_json", "wrong_shape", "rejected", "bad_request")


@dataclass(frozen=True)
class Plan:
    """What was asked for, in the order of `resilient`."""

    attempts: int
    breaker: Breaker | None
    hedge_after: float | None
    check: Callable[[Any], bool | str] | None
    seed: int | None
    each: float | None
    pause: float
    accept: tuple[Kind, ...]

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.pause < 0:
            raise ValueError(
                f"attempts={self.attempts} must be 1 or more, and pause={self.pause} 0 s or more."
            )

    def judge(self, answer: Any) -> Failure | None:
        """What is wrong with an answer: what the SDK's object says itself, then what the check says."""
        from kit.models.reply import Reply

        if inspect.isawaitable(answer):
            if inspect.iscoroutine(answer):
                answer.close()
            raise TypeError(
                "call returned an awaitable: use `await aresilient(...)`, or a client that is not async."
            )
        why = failure_of(answer)
        if (why is not None and why.kind not in self.accept) or self.check is None:
            return None if why is not None and why.kind in self.accept else why
        try:
            said = self.check(Reply.of(answer).text if _is_reply(answer) else answer)
        except ValueError as error:
            why = failure_of(error)
            return failure("rejected", str(error)) if why.kind == "mistake" else why
        return None if said is True else failure("rejected", said or "")


@dataclass(frozen=True)
class Sleep:
    """Wait so many seconds; send nothing back."""

    seconds: float


@dataclass(frozen=True)
class Run:
    """Run a race (see `kit.ship.hedge`); send back the calls that came of it."""

    limit: float
    hedge_after: float | None
    judge: Callable[[Any], Failure | None]


Course = Generator["Sleep | Run", Any, Outcome]


def course(plan: Plan, deadline: Deadline) -> Course:
    """The course of a call, told apart from who waits and calls: yields what to do, and is sent what came."""
    started, dice, made = time.monotonic(), random.Random(plan.seed), list[Attempt]()
    hedged, waited = False, 0.0

    def over(why: Failure | None, answer: Any = None) -> Outcome:
        return Outcome(answer, why is None, tuple(made), why, time.monotonic() - started, hedged)

    for round_ in range(plan.attempts):
        if deadline.left <= 0:
            return over(failure("deadline", f"{deadline.seconds:.3g} s were given; attempts: {len(made)}"))
        try:
            came: list[Came] = yield from _guarded(plan, deadline, len(made))
        except BreakerOpen as error:
            return over(failure_of(error))
        hedged = hedged or len(came) > 1
        made += _attempts_of(came, waited)
        if taken := next((one for one in came if one.good), None):
            return over(None, taken.answer)
        # Of two failures, the one that forbids another try, else the one that asks for the longer wait.
        last = max((one.failure for one in came if one.failure), key=lambda f: (not f.retry, f.after or 0.0))
        if last.retry and deadline.left <= _NOTHING_LEFT:
            said = f"{deadline.seconds:.3g} s were given; attempts: {len(made)}, the last: {last.kind}"
            return over(failure("deadline", said))
        asked = last.after or 0.0
        waited = asked + dice.uniform(0, min(LONGEST_PAUSE, plan.pause * 2**round_))
        if waited >= deadline.left:
            waited = asked
        if not last.retry or len(made) >= plan.attempts or waited >= deadline.left:
            break
        yield Sleep(waited)
    return over(last)


def _guarded(plan: Plan, deadline: Deadline, made: int) -> Generator[Run, list[Came], list[Came]]:
    """One round, its end told to the breaker whatever happens; what never came is given its failure here."""
    breaker, healthy = plan.breaker, None
    ticket = breaker.admit() if breaker else 0
    try:
        alone = made + 2 > plan.attempts or (breaker is not None and breaker.probing())
        limit = deadline.left if plan.each is None else min(deadline.left, plan.each)
        came = yield Run(limit, None if alone else plan.hedge_after, plan.judge)
        if not any(one.good for one in came):
            late = failure("timeout", f"nothing came in {limit:.3g} s")
            came = [one if one.over else replace(one, failure=late) for one in came]
            for one in came:
                _look_at(one.error, one.failure)
        healthy = _healthy(came)
        return came
    finally:
        if breaker:
            breaker.done(ticket, healthy)


def _look_at(error: BaseException | None, why: Failure | None) -> None:
    """Raise a mistake of the caller's own; say so where the SDK has retried by itself."""
    if error is None:
        return
    if why is not None and why.kind == "mistake":
        raise error
    headers = getattr(getattr(error, "request", None), "headers", None) or {}
    if headers.get("x-stainless-retry-count", "0") != "0":
        warnings.warn(
            "The SDK retried inside `resilient`, which retries too: build its client with max_retries=0.",
            RuntimeWarning,
            stacklevel=5,
        )


def _healthy(came: Sequence[Came]) -> bool | None:
    """What a round says of the service: True, it answered something; False, it failed; None, nothing."""
    kinds = [one.failure.kind for one in came if one.failure]
    if any(one.good for one in came) or any(kind in _ANSWERED for kind in kinds):
        return True
    return False if kinds and all(kind in SERVICE for kind in kinds) else None


def _attempts_of(came: Sequence[Came], waited: float) -> list[Attempt]:
    taken, made = next((one for one in came if one.good), None), []
    for place, one in enumerate(came):
        lost = taken is not None and not one.over
        why = None if lost else one.failure
        usage = _usage_of(taken.answer if lost and taken else one.answer if one.error is None else one.error)
        kind = "overtaken" if lost else why.kind if why else "ok"
        words = why.words if why else ""
        made.append(Attempt(kind, one.seconds, 0.0 if place else waited, usage, words))
    return made


def _is_reply(answer: Any) -> bool:
    kind = getattr(answer, "object", getattr(answer, "type", ""))
    return hasattr(answer, "choices") or kind in ("response", "message")


def _usage_of(came: Any) -> Usage:
    """Tokens and price of what a call returned or raised; one call where it says nothing."""
    from kit.models.reply import Reply

    usage = getattr(came, "usage", None)
    if isinstance(usage, Usage):
        return usage
    return Reply.of(came).usage if _is_reply(came) else Usage(calls=1)
