"""A rate prints with its n and interval, the interval is the published one, and it covers."""

from __future__ import annotations

import random
from statistics import mean

import numpy
import pytest

from kit import Rate


# R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998,
# table I: score method without continuity correction (method 3), and exact, Clopper-Pearson (method 5).
@pytest.mark.parametrize(
    ("successes", "n", "wilson", "exact"),
    [
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617)),
        (0, 20, (0.0000, 0.1611), (0.0000, 0.1684)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776)),
    ],
)
def test_intervals_are_those_of_newcombes_table(
    successes: int, n: int, wilson: tuple[float, float], exact: tuple[float, float]
) -> None:
    rate = Rate(successes, n)
    assert (rate.low, rate.high) == pytest.approx(wilson, abs=5e-5)
    assert rate.exact() == pytest.approx(exact, abs=5e-5)


@pytest.mark.parametrize(("successes", "n"), [(0, 7), (7, 7), (3, 10), (1, 400), (500, 1000)])
def test_intervals_agree_with_scipy(successes: int, n: int) -> None:
    from scipy.stats import binomtest

    peer, rate = binomtest(successes, n), Rate(successes, n)
    for level in (0.8, 0.95, 0.99):
        wilson = peer.proportion_ci(level, method="wilson")
        exact = peer.proportion_ci(level, method="exact")
        assert rate.wilson(level) == pytest.approx((wilson.low, wilson.high), abs=1e-9)
        assert rate.exact(level) == pytest.approx((exact.low, exact.high), abs=1e-9)


@pytest.mark.parametrize("truth", [0.1, 0.37, 0.5, 0.9])
def test_the_95_percent_interval_covers_the_truth_about_95_times_in_100(truth: float) -> None:
    rng, runs = random.Random(f"coverage {truth}"), 3000
    covered = []
    for _ in range(runs):
        rate = Rate(sum(rng.random() < truth for _ in range(60)), 60)
        covered.append(rate.low <= truth <= rate.high)
    # 95 % give or take the simulation's error (0.4 points) and Wilson's known wobble at n=60 (about 2).
    assert 0.92 <= mean(covered) <= 0.98


def test_a_rate_prints_with_interval_and_n() -> None:
    assert repr(Rate(70, 100)) == "0.70 [0.60, 0.78] (n=100)"
    assert f"{Rate(0, 10)}" == "0.00 [0.00, 0.28] (n=10)"


def test_narrow_intervals_get_the_digits_they_need() -> None:
    assert repr(Rate(50_000, 100_000)) == "0.500 [0.497, 0.503] (n=100000)"


def test_a_rate_draws_its_interval() -> None:
    shown = Rate(70, 100)._repr_html_()
    assert "<svg" in shown
    assert "0.70 [0.60, 0.78] (n=100)" in shown


def test_outcomes_are_counted() -> None:
    assert Rate.of(word == "yes" for word in ["yes", "no", "yes"]) == Rate(2, 3)


def test_whole_numbers_from_numpy_are_welcome_and_become_plain() -> None:
    assert Rate(numpy.int64(3), numpy.int64(4)) == Rate(3, 4)
    assert type(Rate(numpy.int64(3), numpy.int64(4)).n) is int


@pytest.mark.parametrize(
    ("successes", "n", "says"),
    [
        (0, 0, "n=0; did every call fail"),
        (5, 4, "successes=5 does not fit n=4"),
        (-1, 4, "successes=-1 does not fit"),
        (0.7, 1, "successes=0.7 is not a whole number"),
        (1, "10", "n='10' is not a whole number"),
    ],
)
def test_what_is_not_a_rate_is_refused_in_one_sentence(successes: object, n: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        Rate(successes, n)  # type: ignore[arg-type]


def test_an_impossible_confidence_is_refused() -> None:
    with pytest.raises(ValueError, match="confidence=95 must lie between 0 and 1"):
        Rate(1, 2).wilson(95)
