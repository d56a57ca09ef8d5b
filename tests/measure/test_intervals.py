"""Intervals over cases: published ranks, agreement with scipy, and coverage where the truth is known."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from kit import Rate
from kit.measure import bootstrap, clustered, median


# M. J. Campbell and M. J. Gardner, Calculating confidence intervals for some non-parametric analyses, British
# Medical Journal 296, 1988: ranks of the interval's ends for a median, from the binomial distribution.
@pytest.mark.parametrize(("n", "low", "high"), [(6, 1, 6), (10, 2, 9), (20, 6, 15), (50, 18, 33)])
def test_the_median_has_the_published_ranks(n: int, low: int, high: int) -> None:
    found = median([float(rank) for rank in range(n, 0, -1)], unit="s")
    assert (found.low, found.high, found.n, found.unit) == (low, high, n, "s")


def test_a_median_of_five_has_no_ends() -> None:
    found = median([1, 2, 3, 4, 5])
    assert (found.value, found.low, found.high) == (3, -inf, inf)


def test_the_median_covers_at_least_95_percent_however_skewed() -> None:
    rng = np.random.default_rng(1)
    for n in (7, 30):
        found = [median(row) for row in rng.lognormal(0, 2, (1500, n))]
        assert np.mean([one.low <= 1 <= one.high for one in found]) >= 0.94


def test_the_bootstrap_of_a_mean_is_close_to_students_interval() -> None:
    from scipy.stats import t

    values = np.random.default_rng(2).normal(10, 3, 25)
    low, high = t.interval(0.95, 24, values.mean(), values.std(ddof=1) / 5)
    found = bootstrap(values.tolist(), unit="tokens")
    assert (found.low, found.high) == pytest.approx((low, high), abs=0.15)
    assert found.value == pytest.approx(values.mean())
    assert found.unit == "tokens"


def test_any_statistic_may_be_bootstrapped() -> None:
    values = np.random.default_rng(3).exponential(1, 40).tolist()
    peer = bootstrap(values)
    found = bootstrap(values, lambda drawn: float(np.mean(drawn)))
    assert (found.low, found.high) == pytest.approx((peer.low, peer.high), abs=0.05)


def test_the_same_seed_draws_the_same_interval() -> None:
    values = np.random.default_rng(0).normal(0, 1, 20).tolist()
    assert bootstrap(values, seed=3) == bootstrap(values, seed=3) != bootstrap(values, seed=4)


def test_groups_are_drawn_whole() -> None:
    rng = np.random.default_rng(4)
    values = np.repeat(rng.normal(0, 1, 12), 10).tolist()
    alone, together = bootstrap(values), bootstrap(values, groups=np.repeat(np.arange(12), 10).tolist())
    assert together.n == 12
    assert alone.n == 120
    assert together.high - together.low > 2 * (alone.high - alone.low)
    spoken = bootstrap(
        values, lambda drawn: float(drawn.mean()), groups=np.repeat(np.arange(12), 10).tolist()
    )
    assert (spoken.low, spoken.high) == pytest.approx((together.low, together.high), abs=0.15)


def test_one_case_says_nothing_of_the_next() -> None:
    assert (bootstrap([4.0]).low, bootstrap([4.0]).high) == (-inf, inf)


@pytest.mark.parametrize("n", [10, 30])
def test_the_bootstrap_covers_the_true_mean(n: int) -> None:
    rng = np.random.default_rng(5)
    found = [bootstrap(row) for row in rng.normal(3, 2, (300, n))]
    assert 0.92 <= np.mean([one.low <= 3 <= one.high for one in found]) <= 0.98


def test_the_grouped_bootstrap_covers_where_the_plain_one_does_not() -> None:
    rng, groups = np.random.default_rng(6), np.repeat(np.arange(25), 6).tolist()
    rows = np.repeat(rng.normal(0, 1, (250, 25)), 6, axis=1) + rng.normal(0, 1, (250, 150))
    grouped = [bootstrap(row, groups=groups) for row in rows]
    plain = [bootstrap(row) for row in rows]
    assert 0.91 <= np.mean([one.low <= 0 <= one.high for one in grouped]) <= 0.98
    assert np.mean([one.low <= 0 <= one.high for one in plain]) < 0.8


def test_one_repeat_a_case_is_a_plain_rate() -> None:
    found, rate = clustered([[True]] * 7 + [[False]] * 3), Rate(7, 10)
    assert (found.value, found.low, found.high, found.n) == (rate.value, rate.low, rate.high, 10)


def test_repeats_that_never_differ_add_nothing() -> None:
    rows = [[True] * 20] * 7 + [[False] * 20] * 3
    found = clustered(rows)
    assert found.n == 10
    assert found.high - found.low >= Rate(7, 10).high - Rate(7, 10).low


def test_five_cases_all_right_are_no_proof_of_always() -> None:
    assert clustered([[True] * 8] * 5).low == pytest.approx(Rate(5, 5).low)


def test_every_case_weighs_the_same_whatever_its_repeats() -> None:
    assert clustered([[True], [False] * 9]).value == 0.5


def test_scores_that_are_not_right_or_wrong_are_bootstrapped_over_cases() -> None:
    rows = [[0.2, 0.4], [0.9], [0.5, 0.7, 0.6], [0.8]]
    assert repr(clustered(rows)) == repr(bootstrap([0.3, 0.9, 0.6, 0.8]))


@pytest.mark.parametrize(("easy", "hard"), [(1.0, 1.0), (6.0, 1.5), (0.2, 0.2)])
def test_the_clustered_interval_covers_the_true_mean(easy: float, hard: float) -> None:
    rng, truth = np.random.default_rng(7), easy / (easy + hard)
    held = []
    for _ in range(1200):
        rows = rng.random((40, 5)) < rng.beta(easy, hard, 40)[:, None]
        found = clustered(rows.tolist())
        held.append(found.low <= truth <= found.high)
    assert 0.93 <= np.mean(held) <= 0.98


def test_counting_repeats_as_cases_would_not_cover() -> None:
    rng = np.random.default_rng(8)
    held = []
    for _ in range(1000):
        rate = Rate.of((rng.random((5, 40)) < rng.beta(0.5, 0.5, 40)).ravel())
        held.append(rate.low <= 0.5 <= rate.high)
    assert np.mean(held) < 0.8


@pytest.mark.parametrize(
    ("rows", "words"), [([], "there is none"), ([[]], "there is none"), ([["x"]], "'x'")]
)
def test_an_error_says_what_is_wrong(rows: list[list[float]], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        clustered(rows)
