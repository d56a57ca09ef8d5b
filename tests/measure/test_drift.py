"""The drift alarm: it cries wolf no more often than promised, ever, and finds what has changed soon."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from math import inf
from statistics import median

import pytest

from kit import Rate
from kit.measure.drift import LabelWatch, SlowWatch, Watch, _Bets


def alarmed(watch: Watch, rng: random.Random, rate: float, n: int) -> int | None:
    """How many observations at a rate it took until the alarm; None if n were not enough."""
    for number in range(1, n + 1):
        if watch.add(rng.random() < rate):
            return number
    return None


@pytest.mark.parametrize(("rate", "mean"), [(0.3, 1.0), (0.2, None), (0.05, None)])
def test_the_wealth_of_the_bets_is_a_martingale_exactly(rate: float, mean: float | None) -> None:
    """Over all sequences of 13 (bets begin at the 1st and the 11th), weighed by their probability."""
    total = 0.0
    for flags in product((False, True), repeat=13):
        bets, seen, weight = _Bets(0.3), 0, 1.0
        for n, yes in enumerate(flags, start=1):
            bets.add(yes, n, seen)
            seen += yes
            weight *= rate if yes else 1 - rate
        total += weight * bets.wealth
    assert total == pytest.approx(mean, abs=1e-12) if mean else 0 < total < 1


def false_alarms(runs: int, *, trust: bool) -> int:
    rng, false = random.Random(5), 0
    for _ in range(runs):
        watch = Watch([rng.random() < 0.2 for _ in range(60)], alpha=0.2)
        if trust:  # as if the reference's rate were the truth
            watch._up, watch._down = _Bets(watch.reference.value), _Bets(1 - watch.reference.value)
        false += alarmed(watch, rng, 0.2, 400) is not None
    return false


def test_false_alarms_at_any_time_are_rarer_than_promised_since_the_reference_is_a_sample_too() -> None:
    runs = 150
    promised = 0.2 * runs
    assert false_alarms(runs, trust=False) <= promised
    assert false_alarms(runs, trust=True) > 1.3 * promised  # so this test would see a broken promise


@pytest.mark.parametrize(("before", "within"), [(0, 80), (1000, 160)])
def test_a_tripled_error_rate_is_found_soon_also_after_a_long_quiet_time(before: int, within: int) -> None:
    rng, delays = random.Random(7), []
    for _ in range(15):
        watch = Watch(Rate(20, 400), side="up", name="error rate")
        alarmed(watch, rng, 0.05, before)
        watch.alarm = None
        delays.append(alarmed(watch, rng, 0.25, 2000) or 2000)
    assert median(delays) < within


def test_the_alarm_says_which_way_since_when_and_against_what_and_is_raised_once() -> None:
    rng = random.Random(3)
    watch = Watch(Rate(40, 400), name="refusal rate")
    assert "no alarm" in repr(watch)
    assert alarmed(watch, rng, 0.1, 500) is None
    at = alarmed(watch, rng, 0.5, 300)
    assert at is not None
    alarm = watch.alarm
    assert alarm is not None
    assert (alarm.side, alarm.n, alarm.reference) == ("up", 500 + at, Rate(40, 400))
    assert alarm.since == pytest.approx(501, abs=25)
    assert alarm.recent.n == alarm.n - alarm.since + 1
    assert alarm.growth >= 400
    assert str(alarm).startswith("refusal rate has risen: ")
    assert alarmed(watch, rng, 0.9, 50) is None
    assert watch.alarm is alarm


def test_a_rate_that_falls_is_found_unless_only_up_is_watched() -> None:
    for side, found in (("both", True), ("down", True), ("up", False)):
        rng = random.Random(11)
        watch = Watch(Rate(200, 400), side=side)  # type: ignore[arg-type]
        assert (alarmed(watch, rng, 0.2, 300) is not None) == found
        if watch.alarm:
            assert watch.alarm.side == "down"
            assert watch.alarm.recent.value < 0.35


def test_what_lies_within_the_luck_of_the_reference_is_never_called_drift() -> None:
    watch = Watch(Rate(2, 20), side="up", alpha=0.01)
    low, high = watch.band
    assert (low, high) == (0.0, pytest.approx(Rate(2, 20).exact(0.99)[1]))
    assert alarmed(watch, random.Random(1), high * 0.95, 5000) is None


def test_one_label_more_frequent_or_one_never_seen_is_named() -> None:
    rng = random.Random(2)
    labels = ["return", "exchange", "cancel"]
    reference = rng.choices(labels, [6, 3, 1], k=600)
    watch = LabelWatch(reference)
    assert not any(watch.add(label) for label in rng.choices(labels, [6, 3, 1], k=400))
    raised = [watch.add(label) for label in rng.choices(labels, [3, 3, 4], k=300)]
    assert {alarm.name for alarm in raised if alarm} <= {"the share of 'cancel'", "the share of 'return'"}
    assert watch.alarms
    fresh = LabelWatch({"return": 300, "cancel": 300})
    names = [alarm.name for _ in range(40) if (alarm := fresh.add("complaint"))]
    assert "the share of labels never seen before" in names
    with pytest.raises(ValueError, match="reference has none"):
        LabelWatch([])


def test_slow_calls_are_counted_against_the_95th_percentile_which_is_a_sample_too() -> None:
    rng = random.Random(4)
    runs, false = 60, 0
    for _ in range(runs):
        watch = SlowWatch([rng.lognormvariate(0, 0.5) for _ in range(40)], alpha=0.2)
        false += any(watch.add(rng.lognormvariate(0, 0.5)) for _ in range(300))
    assert false <= 0.2 * runs
    watch = SlowWatch([rng.lognormvariate(0, 0.5) for _ in range(400)])
    assert watch.reference == Rate(20, 400)
    assert not any(watch.add(rng.lognormvariate(0, 0.5)) for _ in range(300))
    assert any(watch.add(rng.lognormvariate(0, 0.5) * 2) for _ in range(200))
    assert watch.alarm is not None
    assert "calls above" in watch.alarm.name
    SlowWatch([1.0] * 30).add(inf)
    with pytest.raises(ValueError, match="measure more"):
        SlowWatch([1.0] * 10)


def test_no_observation_is_lost_between_threads() -> None:
    watch = Watch(Rate(5, 10))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: watch.add(n % 2), range(4000)))
    assert (watch.n, watch.yes) == (4000, 2000)


def test_numbers_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="alpha=0"):
        Watch(Rate(1, 2), alpha=0)
    with pytest.raises(ValueError, match="side='sideways'"):
        Watch(Rate(1, 2), side="sideways")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="n of 1 or more"):
        Watch([])
