"""The breaker opens after failures in a row, lets one probe through, and counts right under many threads."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit.ship.breaker import Breaker
from kit.ship.failures import BreakerOpen


class Clock:
    """Seconds, turned by hand."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock, failures: int = 3) -> Breaker:
    breaker = Breaker("vendor", failures=failures, seconds=30, clock=clock)
    for _ in range(failures):
        breaker.done(breaker.admit(), False)
    return breaker


def test_it_opens_after_failures_in_a_row_and_a_success_between_starts_the_count_again() -> None:
    breaker = Breaker("vendor", failures=3, clock=Clock())
    for ok in (False, False, True, False, False):
        breaker.done(breaker.admit(), ok)
    assert breaker.state == "closed"
    breaker.done(breaker.admit(), False)
    assert breaker.state == "open"
    assert [(event.state, event.why) for event in breaker.events] == [("open", "3 failures in a row")]


def test_open_it_refuses_at_once_and_says_for_how_long() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 12
    with pytest.raises(BreakerOpen, match=r"vendor failed too often; .* in 18\.0 s") as caught:
        breaker.admit()
    assert caught.value.after == pytest.approx(18)


def test_half_open_one_probe_passes_and_decides() -> None:
    clock = Clock()
    for ok, state in ((True, "closed"), (False, "open")):
        breaker = opened(clock)
        clock.now += 30
        assert breaker.state == "half-open"
        probe = breaker.admit()
        with pytest.raises(BreakerOpen):
            breaker.admit()
        breaker.done(probe, ok)
        assert breaker.state == state
    assert [event.state for event in breaker.events] == ["open", "half-open", "open"]


def test_a_probe_that_told_nothing_makes_room_for_the_next_and_so_does_one_that_is_lost() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    breaker.done(breaker.admit(), None)
    lost = breaker.admit()  # at once
    clock.now += 30
    probe = breaker.admit()  # the one before was never heard of again
    breaker.done(lost, False)
    assert breaker.state == "half-open"
    breaker.done(probe, True)
    assert breaker.state == "closed"


def test_a_call_from_before_the_change_says_nothing_about_after() -> None:
    clock = Clock()
    breaker = Breaker("vendor", failures=1, seconds=30, clock=clock)
    early, late = breaker.admit(), breaker.admit()
    breaker.done(early, False)
    breaker.done(late, True)
    assert breaker.state == "open"


def test_only_failures_of_the_service_count_in_a_guarded_block() -> None:
    breaker = Breaker("vendor", failures=1, clock=Clock())
    with pytest.raises(KeyError), breaker.guard():
        raise KeyError("mine")
    assert breaker.state == "closed"
    with pytest.raises(TimeoutError), breaker.guard():
        raise TimeoutError
    assert breaker.state == "open"


def test_fifty_threads_at_once_send_one_probe() -> None:
    clock, sent, gate = Clock(), [], threading.Barrier(50)
    breaker = opened(clock)
    clock.now += 30

    def call(number: int) -> None:
        gate.wait()
        try:
            with breaker.guard():
                sent.append(number)
                time.sleep(0.05)
        except BreakerOpen:
            pass

    with ThreadPoolExecutor(50) as pool:
        list(pool.map(call, range(50)))
    assert len(sent) == 1
    assert breaker.state == "closed"


def test_no_count_is_lost_between_threads() -> None:
    breaker = Breaker("vendor", failures=4000, clock=Clock())

    def fail(_: int) -> None:
        for _ in range(500):
            breaker.done(breaker.admit(), False)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(fail, range(8)))
    assert breaker.state == "open"
    assert breaker.events[-1].why == "4000 failures in a row"


def test_tasks_of_an_event_loop_share_it_without_waiting() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += 30
    sent = 0

    async def call() -> None:
        nonlocal sent
        try:
            with breaker.guard():
                sent += 1
                await asyncio.sleep(0.01)
        except BreakerOpen:
            pass

    async def all_at_once() -> None:
        await asyncio.gather(*(call() for _ in range(20)))

    asyncio.run(all_at_once())
    assert sent == 1


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="failures=0"):
        Breaker("vendor", failures=0)
    with pytest.raises(ValueError, match="seconds=0"):
        Breaker("vendor", seconds=0)
