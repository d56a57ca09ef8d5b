"""The course of a call that is looked after: what to do next, from what came so far.

Written once, as a coroutine: with `Threads` it never really waits for a loop, so `resilient` runs it like
any function; with `Tasks` it is what `aresilient` awaits.
"""

from __future__ import annotations

import inspect
import random
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from kit.models.usage import Usage
from kit.ship.breaker import Breaker
from kit.ship.deadline import Deadline
from kit.ship.failures import SERVICE, BreakerOpen, Failed, Failure, Kind, failure, failure_of
from kit.ship.hedge import Came, Tasks, Threads, race

LONGEST_PAUSE = 20.0
_NOTHING_LEFT = 0.005  # seconds
_ANSWERED = ("truncated", "refusal", "malformed_json", "wrong_shape", "rejected", "bad_request")


@dataclass(frozen=True)
class Attempt:
    """One call.

    Attributes:
        kind: "ok", the kind of its failure, or "overtaken": another call was faster, or good.
        seconds: how long it took, or had taken when nobody waited any more.
        waited: seconds of pause before it.
        usage: tokens and price. Of a call that was overtaken nobody knows; it is counted as the taken one's.
        words: what was wrong.
    """

    kind: str
    seconds: float
    waited: float = 0.0
    usage: Usage = field(default_factory=Usage)
    words: str = ""


@dataclass(frozen=True, repr=False)
class Outcome:
    """What came of a call that was looked after.

    Attributes:
        answer: what the call returned, or the fallback's; None if there is neither.
        ok: whether the call itself was answered, and the answer taken. A fallback is not ok.
        attempts: every call, in order, the hedges among them.
        failure: why the call was not answered; None if it was.
        seconds: from start to end.
        usage: of all attempts together.
        hedged: whether a second call was sent because a first was late.
        fell_back: whether `answer` is the fallback's.
    """

    answer: Any
    ok: bool
    attempts: tuple[Attempt, ...]
    failure: Failure | None = None
    seconds: float = 0.0
    hedged: bool = False
    fell_back: bool = False

    @property
    def usage(self) -> Usage:
        """Tokens, calls and price of all attempts together."""
        return sum((attempt.usage for attempt in self.attempts), Usage())

    def take(self) -> Any:
        """Give the answer, the fallback's too; raise Failed if there is none."""
        if not (self.ok or self.fell_back):
            assert self.failure is not None
            raise Failed(self.failure)
        return self.answer

    def __repr__(self) -> str:
        fell = f"fell back ({self.failure})" if self.fell_back else str(self.failure)
        end = "answered" if self.ok else fell
        lines = [f"{end} in {self.seconds:.2f} s; {self.usage}"]
        for number, one in enumerate(self.attempts, start=1):
            pause = f" after a pause of {one.waited:.2f} s" if one.waited else ""
            lines.append(f"  {number}. {one.kind}, {one.seconds:.2f} s{pause}")
        return "\n".join(lines)


@dataclass(frozen=True)
class Plan:
    """What was asked for, in the words of `resilient`."""

    seconds: float = 30.0
    attempts: int = 4
    breaker: Breaker | None = None
    hedge_after: float | None = None
    check: Callable[[Any], bool | str] | None = None
    fallback: Any = None
    seed: int | None = None
    each: float | None = None
    pause: float = 0.5
    accept: Sequence[Kind] = ()

    def __post_init__(self) -> None:
        if self.attempts < 1 or self.pause < 0:
            raise ValueError(f"attempts={self.attempts}: 1 or more; pause={self.pause}: 0 s or more.")

    async def follow(self, calls: Threads | Tasks) -> Outcome:
        """Call, wait and call again until there is an answer, or none to be had; then the fallback."""
        with Deadline(self.seconds) as deadline:
            outcome = await self._answered(calls, deadline)
        if outcome.ok or self.fallback is None:
            return outcome
        given = self.fallback(outcome.failure) if callable(self.fallback) else self.fallback
        given = await given if inspect.isawaitable(given) else given
        return replace(outcome, answer=given, fell_back=True)

    async def _answered(self, calls: Threads | Tasks, deadline: Deadline) -> Outcome:
        started, dice, made = time.monotonic(), random.Random(self.seed), list[Attempt]()
        hedged, waited = False, 0.0

        def over(why: Failure | None, answer: Any = None) -> Outcome:
            return Outcome(answer, why is None, tuple(made), why, time.monotonic() - started, hedged)

        for round_ in range(self.attempts):
            if deadline.left <= 0:
                return over(failure("deadline", f"{deadline.seconds:.3g} s given; attempts: {len(made)}"))
            try:
                came = await self._round(calls, deadline, len(made))
            except BreakerOpen as error:
                return over(failure_of(error))
            hedged = hedged or len(came) > 1
            made += _attempts_of(came, waited)
            if taken := next((one for one in came if one.good), None):
                return over(None, taken.answer)
            # Of two failures, the one that forbids another try, else the one that asks for the longer wait.
            why = [one.failure for one in came if one.failure]
            last = max(why, key=lambda one: (not one.retry, one.after or 0.0))
            if last.retry and deadline.left <= _NOTHING_LEFT:
                said = f"{deadline.seconds:.3g} s were given; attempts: {len(made)}, the last: {last.kind}"
                return over(failure("deadline", said))
            asked = last.after or 0.0
            waited = asked + dice.uniform(0, min(LONGEST_PAUSE, self.pause * 2**round_))
            if waited >= deadline.left:
                waited = asked
            if not last.retry or len(made) >= self.attempts or waited >= deadline.left:
                break
            await calls.sleep(waited)
        return over(last)

    async def _round(self, calls: Threads | Tasks, deadline: Deadline, made: int) -> list[Came]:
        """One round, its end told to the breaker whatever happens; what never came is given its failure."""
        breaker, healthy = self.breaker, None
        ticket = breaker.admit() if breaker else 0
        try:
            alone = made + 2 > self.attempts or (breaker is not None and breaker.probing())
            limit = deadline.left if self.each is None else min(deadline.left, self.each)
            came = await race(calls, limit, None if alone else self.hedge_after, self._judge)
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

    def _judge(self, answer: Any) -> Failure | None:
        """What is wrong with an answer: what the SDK's object says itself, then what the check says."""
        from kit.models.reply import Reply

        if inspect.iscoroutine(answer):
            answer.close()
        if inspect.isawaitable(answer):
            raise TypeError("call returned an awaitable: `await aresilient(...)`, or use a sync client.")
        why = failure_of(answer)
        if why is not None and why.kind not in self.accept:
            return why
        try:
            said = self.check is None or self.check(Reply.of(answer).text if _is_reply(answer) else answer)
        except ValueError as error:
            why = failure_of(error)
            return failure("rejected", str(error)) if why.kind == "mistake" else why
        return None if said is True else failure("rejected", said or "")


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
        made.append(Attempt(kind, one.seconds, 0.0 if place else waited, usage, why.words if why else ""))
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
