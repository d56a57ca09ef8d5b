"""A call that is looked after: what is tried again, what is not, how long it waits, that it ends in time."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel, TypeAdapter

import kit
from kit.models.layers.faults import KINDS as FAULTS
from kit.models.layers.faults import Fault
from kit.models.simulated import Script, SimulatedTransport
from kit.models.usage import Usage
from kit.ship.breaker import Breaker
from kit.ship.course import Outcome, Plan
from kit.ship.deadline import Deadline
from kit.ship.failures import DeadlineExceeded, Failed, Failure, failure
from kit.ship.resilient import aresilient, resilient

GOOD = '{"label": "refund", "sure": 0.9}'
USER: list[Any] = [{"role": "user", "content": "Where is my parcel?"}]


class Label(BaseModel):
    label: str
    sure: float


def is_label(text: str) -> bool:
    return bool(TypeAdapter(Label).validate_json(text))


def client_of(model: Any) -> Any:
    """OpenAI's client on a model of its own, which a call left behind still finds."""
    return kit.OpenAI(http_client=httpx2.Client(transport=SimulatedTransport(model)), max_retries=0)


def asked(sdk: str, **options: Any) -> Outcome:
    """One looked-after call, whichever the SDK; "async" in its name runs it in a loop."""
    options = {"pause": 0.001, "check": is_label, **options}
    if sdk == "openai":
        client = kit.OpenAI(max_retries=0)
        return resilient(
            lambda s: client.chat.completions.create(model="any", messages=USER, timeout=s), **options
        )
    if sdk == "anthropic":
        messages = kit.Anthropic(max_retries=0).messages
        return resilient(
            lambda s: messages.create(model="any", max_tokens=50, messages=USER, timeout=s), **options
        )
    if sdk == "async openai":
        responses = kit.AsyncOpenAI(max_retries=0).responses
        return asyncio.run(
            aresilient(lambda s: responses.create(model="any", input="?", timeout=s), **options)
        )
    there = kit.AsyncAnthropic(max_retries=0).messages
    return asyncio.run(
        aresilient(lambda s: there.create(model="any", max_tokens=50, messages=USER, timeout=s), **options)
    )


@pytest.mark.parametrize("sdk", ["openai", "anthropic", "async openai", "async anthropic"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_survived_once_or_told_by_its_name(fault: Any, sdk: str) -> None:
    once = Fault(fault, retry_after=0.05)
    with kit.answering(Script([GOOD])) as calls, kit.faults([once]) as told:
        outcome = asked(sdk)
    kinds = [attempt.kind for attempt in outcome.attempts]
    kind = fault.removesuffix("_no_header")
    assert outcome.ok == (fault != "refusal")
    assert kinds == ([kind, "ok"] if outcome.ok else [kind])
    assert told.happened == ([fault, None] if outcome.ok else [fault])
    assert outcome.usage.calls == len(kinds)
    if outcome.ok:
        assert len(calls) == 1
        assert outcome.failure is None
        assert outcome.attempts[1].waited >= (0.05 if fault == "rate_limit" else 0)
    else:
        assert outcome.failure is not None
        assert (outcome.failure.kind, outcome.answer) == (kind, None)


def test_it_gives_up_after_so_many_attempts_and_raises_only_when_the_answer_is_taken() -> None:
    with kit.answering(Script([GOOD])), kit.faults("overloaded") as told:
        outcome = asked("openai", attempts=3)
    assert len(told.happened) == len(outcome.attempts) == 3
    assert not outcome.ok
    with pytest.raises(Failed, match="overloaded") as caught:
        outcome.take()
    assert caught.value.failure is outcome.failure


def test_what_will_be_refused_again_is_not_sent_again() -> None:
    with kit.answering(Script([GOOD])) as calls:
        outcome = resilient(
            lambda s: kit.OpenAI(max_retries=0).chat.completions.create(
                model="any", messages=USER, temperature=9, timeout=s
            )
        )
    assert outcome.failure is not None
    assert outcome.failure.kind == "bad_request"
    assert len(outcome.attempts) == len(calls) == 1


def test_a_mistake_in_the_call_is_raised_and_no_fallback_hides_it() -> None:
    breaker = Breaker("vendor", failures=1)
    with pytest.raises(ZeroDivisionError):
        resilient(lambda s: 1 / 0, fallback="hidden", breaker=breaker)
    assert breaker.state == "closed"

    async def broken(seconds: float) -> Any:
        raise KeyError(seconds)

    with pytest.raises(KeyError):
        asyncio.run(aresilient(broken, fallback="hidden"))


def test_the_seconds_are_for_everything_and_win_against_a_call_that_ignores_them() -> None:
    def deaf(seconds: float) -> str:
        time.sleep(1.5)
        return "too late"

    async def deaf_too(seconds: float) -> str:
        await asyncio.sleep(1.5)
        return "too late"

    for outcome in (resilient(deaf, seconds=0.1), asyncio.run(aresilient(deaf_too, seconds=0.1))):
        assert outcome.failure is not None
        assert outcome.failure.kind == "deadline"
        assert [attempt.kind for attempt in outcome.attempts] == ["timeout"]
        assert (
            0.09 <= outcome.seconds < 1.4
        )  # a timer and the clock it is held against may differ by a few ms


def test_after_the_deadline_nothing_is_sent() -> None:
    with kit.answering(Script([GOOD])) as calls, Deadline(0):
        outcome = asked("openai", seconds=10)
    assert (len(calls), outcome.attempts) == (0, ())
    assert outcome.failure is not None
    assert outcome.failure.kind == "deadline"


def test_a_wait_that_would_not_fit_is_not_begun() -> None:
    with kit.answering(Script([GOOD])), kit.faults(Fault("rate_limit", retry_after=60)):
        outcome = asked("openai", seconds=50)
    assert outcome.seconds < 40
    assert outcome.failure is not None
    assert (outcome.failure.kind, outcome.failure.after, len(outcome.attempts)) == ("rate_limit", 60.0, 1)


def test_each_bounds_one_attempt_so_that_a_hung_call_leaves_time_for_another() -> None:
    hung = iter([20.0, 0.0])
    outcome = resilient(lambda s: time.sleep(next(hung)) or "up", seconds=15, each=0.4, pause=0)
    assert [attempt.kind for attempt in outcome.attempts] == ["timeout", "ok"]
    assert outcome.answer == "up"


class Told:
    """Calls that end as they are told to, at once; pauses are noted, not waited for."""

    def __init__(self, *kinds: Any, after: float | None = None) -> None:
        self._ends = [Failed(failure(kind, after=after)) for kind in kinds]
        self._begun: list[int] = []
        self.pauses: list[float] = []

    def start(self, number: int, seconds: float) -> None:
        self._begun.append(number)

    async def next(self, seconds: float) -> Any:
        if not seconds:  # time for the hedge
            return None
        return self._begun.pop(0), None, self._ends.pop(0)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)

    def leave(self) -> None:
        pass


def pauses_of(*kinds: Any, after: float | None = None, seed: int = 0) -> list[float]:
    calls: Any = Told(*kinds, after=after)
    asyncio.run(Plan(1e6, len(kinds), seed=seed, pause=1.0).follow(calls))
    return calls.pauses


def test_pauses_are_full_jitter_uniform_below_a_bound_that_doubles() -> None:
    pauses = [pauses_of(*["overloaded"] * 4, seed=seed) for seed in range(400)]
    for place, bound in enumerate((1.0, 2.0, 4.0)):
        seen = [row[place] for row in pauses]
        assert 0 <= min(seen) < 0.1 * bound
        assert 0.9 * bound < max(seen) <= bound
        assert sum(seen) / len(seen) == pytest.approx(bound / 2, rel=0.1)
    assert pauses[7] == pauses_of(*["overloaded"] * 4, seed=7)


def test_the_wait_asked_for_is_kept_and_the_jitter_comes_on_top_so_that_not_all_come_at_once() -> None:
    pauses = [pauses_of("rate_limit", "rate_limit", after=3.0, seed=seed)[0] for seed in range(100)]
    assert all(3.0 <= pause <= 4.0 for pause in pauses)
    assert max(pauses) - min(pauses) > 0.8


def test_of_two_failures_the_one_that_forbids_another_try_counts() -> None:
    calls: Any = Told("timeout", "no_key")
    outcome = asyncio.run(Plan(hedge_after=0).follow(calls))
    assert [one.kind for one in outcome.attempts] == ["timeout", "no_key"]
    assert outcome.failure is not None
    assert outcome.failure.kind == "no_key"


def test_a_late_call_is_hedged_and_the_faster_answer_taken_with_both_paid_for() -> None:
    client, answered, turns = client_of(Script([GOOD])), threading.Event(), iter([True, False])

    def call(seconds: float) -> Any:
        if next(turns):
            answered.wait(30)
        return client.chat.completions.create(model="any", messages=USER)

    outcome = resilient(call, hedge_after=0.05)
    answered.set()
    assert outcome.ok
    assert outcome.hedged
    assert [attempt.kind for attempt in outcome.attempts] == ["overtaken", "ok"]
    assert outcome.usage.calls == 2
    assert outcome.attempts[0].usage == outcome.attempts[1].usage != Usage()


def test_an_async_call_that_was_overtaken_is_cancelled() -> None:
    ended: list[str] = []

    async def both() -> Outcome:
        waits = iter([5.0, 0.01])

        async def call(seconds: float) -> str:
            try:
                await asyncio.sleep(next(waits))
            except asyncio.CancelledError:
                ended.append("cancelled")
                raise
            return "up"

        outcome = await aresilient(call, hedge_after=0.03)
        await asyncio.sleep(0.01)
        return outcome

    outcome = asyncio.run(both())
    assert (outcome.answer, outcome.hedged, ended) == ("up", True, ["cancelled"])


def test_no_hedge_is_sent_when_the_first_is_in_time_or_fails_in_time_or_no_call_is_left() -> None:
    outcome = resilient(lambda s: "up", hedge_after=20)
    assert (outcome.hedged, len(outcome.attempts)) == (False, 1)
    with kit.answering(Script([GOOD])), kit.faults(["server_error"]):
        assert [one.kind for one in asked("openai", hedge_after=20).attempts] == ["server_error", "ok"]
    outcome = resilient(lambda s: time.sleep(0.15) or "up", hedge_after=0.02, attempts=1)
    assert (outcome.hedged, len(outcome.attempts), outcome.ok) == (False, 1, True)


def test_a_hedge_saves_the_day_when_the_first_call_fails_late() -> None:
    turns, second, refused = iter(["late", "up"]), threading.Event(), threading.Event()

    def call(seconds: float) -> str:
        word = next(turns)
        if word == "up":
            second.set()
            refused.wait(30)
        else:
            second.wait(30)
        return word

    def check(answer: str) -> bool:
        refused.set()
        return answer == "up"

    outcome = resilient(call, hedge_after=0.05, check=check)
    assert [one.kind for one in outcome.attempts] == ["rejected", "ok"]
    assert outcome.answer == "up"


def test_an_open_breaker_means_nothing_is_sent_and_the_fallback_answers() -> None:
    breaker = Breaker("vendor", failures=2, seconds=60)
    with kit.answering(Script([GOOD])), kit.faults("server_error") as told:
        first = asked("anthropic", breaker=breaker)
        second = asked("anthropic", breaker=breaker, fallback=lambda why: f"later: {why.kind}")
    assert told.count == 2
    assert first.failure is not None
    assert (first.failure.kind, len(first.attempts)) == ("breaker_open", 2)
    assert (second.answer, second.ok, second.fell_back) == ("later: breaker_open", False, True)
    assert second.attempts == ()
    assert second.take() == "later: breaker_open"


def test_answers_that_will_not_do_leave_the_breaker_closed() -> None:
    breaker = Breaker("vendor", failures=1)
    for fault in ("truncated", "refusal", "malformed_json", "wrong_shape"):
        with kit.answering(Script([GOOD])), kit.faults(fault):  # type: ignore[arg-type]
            assert not asked("openai", breaker=breaker).ok
    assert (breaker.state, breaker.events) == ("closed", ())


def test_a_probe_is_not_hedged() -> None:
    breaker = Breaker("vendor", failures=1, seconds=0.01)
    breaker.done(breaker.admit(), False)
    time.sleep(0.02)
    outcome = resilient(lambda s: time.sleep(0.1) or "up", hedge_after=0.02, breaker=breaker)
    assert (outcome.ok, outcome.hedged, breaker.state) == (True, False, "closed")


def test_a_fallback_may_be_a_value_or_wait_for_something() -> None:
    async def call(seconds: float) -> Any:
        raise TimeoutError

    async def other(why: Failure) -> str:
        return f"from the cache, for {why.kind}"

    outcome = asyncio.run(aresilient(call, attempts=1, fallback=other))
    assert outcome.answer == "from the cache, for timeout"
    assert resilient(lambda s: "bad", check=lambda _: "no", attempts=1, fallback="x").answer == "x"

    async def slow(why: Failure) -> None:
        await asyncio.sleep(0)

    with pytest.raises(TypeError, match="await aresilient"):
        resilient(lambda s: "bad", check=lambda _: "no", attempts=1, fallback=slow)


def test_what_is_cut_off_on_purpose_can_be_accepted() -> None:
    with kit.answering(Script([GOOD])), kit.faults("truncated"):
        outcome = asked("openai", accept=("truncated",), check=lambda text: text.startswith("{"))
    assert outcome.ok


def test_a_client_that_retries_by_itself_is_said_in_one_sentence() -> None:
    with kit.answering(Script([GOOD])), kit.faults(Fault("rate_limit", retry_after=0.01)):
        client = kit.OpenAI(max_retries=1)
        with pytest.warns(RuntimeWarning, match="max_retries=0"):
            resilient(
                lambda s: client.chat.completions.create(model="any", messages=USER, timeout=s), attempts=1
            )


def test_an_async_call_handed_to_the_sync_door_is_told_where_to_go() -> None:
    async def call(seconds: float) -> str:
        return "up"

    with pytest.raises(TypeError, match="await aresilient"):
        resilient(call)


def test_deadlines_nest_and_an_inner_one_never_outlives_the_outer() -> None:
    now = [0.0]
    with Deadline(10, clock=lambda: now[0]) as outer:
        with Deadline(60, clock=lambda: now[0]) as inner:
            assert inner.left == 10
            now[0] = 7
            assert inner.check() == outer.left == 3
        with Deadline(1, clock=lambda: now[0]) as short:
            assert short.left == 1
        now[0] = 11
        with pytest.raises(DeadlineExceeded, match="10 s were given"):
            outer.check()
    assert Deadline.current() is None
    with pytest.raises(ValueError, match="in the future"):
        Deadline(float("nan"))


def test_the_deadline_reaches_into_the_call_and_other_threads_have_their_own() -> None:
    seen: dict[str, float] = {}

    def call(seconds: float) -> str:
        within = Deadline.current()
        assert within is not None
        seen["given"], seen["within"] = seconds, within.left
        return resilient(lambda s: seen.__setitem__("nested", s) or "up", seconds=500).answer

    with Deadline(50):
        assert resilient(call, seconds=600).answer == "up"
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(Deadline.current).result() is None
    assert 0 < seen["nested"] <= seen["within"] <= seen["given"] <= 50


def test_the_async_door_is_cancelled_like_any_task_and_frees_the_breaker() -> None:
    clock = [0.0]
    breaker = Breaker("vendor", failures=1, seconds=1, clock=lambda: clock[0])
    breaker.done(breaker.admit(), False)
    clock[0] = 2.0

    async def both() -> None:
        task = asyncio.ensure_future(aresilient(lambda s: asyncio.sleep(9), breaker=breaker))
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(both())
    breaker.done(breaker.admit(), True)
    assert breaker.state == "closed"


def test_two_hundred_requests_of_which_many_fail_are_each_answered_once_or_typed() -> None:
    script: list[Any] = []
    for place in range(1000):
        script.append(FAULTS[place % len(FAULTS)] if place % 5 == 0 else None)
    script = [Fault(one, retry_after=0.01) if one else None for one in script]
    with kit.answering(Script([GOOD])) as calls, kit.faults(script) as told, ThreadPoolExecutor(8) as pool:
        # Eight attempts: of four, now and then all meet a fault.
        outcomes = list(pool.map(lambda n: asked("openai", seed=n, attempts=8), range(200)))
    assert len(told.happened) == sum(len(one.attempts) for one in outcomes)
    assert sum(one.ok for one in outcomes) == len(calls)
    assert {one.failure.kind for one in outcomes if one.failure} <= {"refusal"}
