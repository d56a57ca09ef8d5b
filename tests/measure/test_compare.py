"""Comparisons: published numbers, verdicts that may be inconclusive, and intervals that cover."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest

from kit import Rate
from kit.measure import mcnemar, noise_floor, paired, unpaired
from kit.measure.estimate import Estimate


def two_runs(both: int, only_a: int, only_b: int, neither: int) -> tuple[list[bool], list[bool]]:
    """Scores of A and B with these counts."""
    cells = [
        ((True, True), both),
        ((True, False), only_a),
        ((False, True), only_b),
        ((False, False), neither),
    ]
    pairs = [pair for pair, count in cells for _ in range(count)]
    return [a for a, _ in pairs], [b for _, b in pairs]


# M. W. Fagerland, S. Lydersen, P. Laake, Recommended tests and confidence intervals for paired binomial
# proportions, Statistics in Medicine 33, 2014: airway hyper-responsiveness, 1, 1, 7, 12.
def test_the_paired_interval_is_the_published_one() -> None:
    found = paired(*two_runs(1, 1, 7, 12))
    assert found.difference.value == pytest.approx(6 / 21)
    assert (found.difference.low, found.difference.high) == pytest.approx((0.013, 0.508), abs=6e-4)
    assert found.p_value == pytest.approx(0.0703, abs=5e-5)


@pytest.mark.parametrize(("only_a", "only_b"), [(1, 7), (0, 6), (12, 3), (5, 5), (0, 0), (40, 71)])
def test_mcnemar_is_the_binomial_test_of_the_discordant_cases(only_a: int, only_b: int) -> None:
    from scipy.stats import binomtest

    peer = binomtest(only_a, only_a + only_b).pvalue if only_a + only_b else 1.0
    assert mcnemar(only_a, only_b) == pytest.approx(peer)


# R. G. Newcombe, Interval estimation for the difference between independent proportions, Statistics in
# Medicine 17, 1998, p. 873, table II, method 10 (hybrid score, no continuity correction).
@pytest.mark.parametrize(
    ("b", "a", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_the_unpaired_interval_is_newcombes(
    b: tuple[int, int], a: tuple[int, int], low: float, high: float
) -> None:
    difference = unpaired(Rate(*a), Rate(*b)).difference
    assert (difference.low, difference.high) == pytest.approx((low, high), abs=5e-5)


def test_the_unpaired_test_is_the_chi_squared_test_with_n_minus_1() -> None:
    from scipy.stats import chi2, chi2_contingency

    plain = chi2_contingency([[56, 14], [48, 32]], correction=False).statistic
    assert unpaired(Rate(48, 80), Rate(56, 70)).p_value == pytest.approx(chi2.sf(plain * 149 / 150, 1))


def test_two_rates_that_never_fail_have_no_variance_and_no_verdict() -> None:
    assert unpaired(Rate(9, 9), Rate(7, 7)).p_value == 1.0


@pytest.mark.parametrize(
    ("counts", "verdict"),
    [((40, 2, 18, 40), "better"), ((40, 18, 2, 40), "worse"), ((40, 9, 11, 40), "inconclusive")],
)
def test_a_verdict_is_about_b_and_may_be_inconclusive(
    counts: tuple[int, int, int, int], verdict: str
) -> None:
    found = paired(*two_runs(*counts))
    assert found.verdict == verdict
    assert (found.only_a, found.only_b, found.n) == (counts[1], counts[2], 100)


def test_a_verdict_needs_interval_and_test_to_agree() -> None:
    found = paired(*two_runs(1, 1, 7, 12))  # the interval leaves out 0 by a hair, the exact p is 0.07
    assert found.difference.excludes_zero
    assert found.verdict == "inconclusive"


def test_identical_runs_are_inconclusive_and_not_proven_equal() -> None:
    scores = [True, False] * 10
    for found in (paired(scores, scores), paired([[s, s] for s in scores], [[s, s] for s in scores])):
        assert found.verdict == "inconclusive"
        assert found.p_value == 1.0
        assert found.difference.low < -0.05
        assert found.difference.high > 0.05


def test_repeats_that_are_all_alike_still_leave_an_interval() -> None:
    rows = [[1, 0], [1, 1], [0, 0]] * 5
    found = paired(rows, rows)
    assert found.only_a is None
    assert found.difference.low < 0 < found.difference.high


def test_repeats_of_a_case_are_not_more_cases() -> None:
    a, b = two_runs(40, 6, 14, 40)
    once, many = paired(a, b), paired([[x] * 10 for x in a], [[x] * 10 for x in b])
    assert many.difference.n == once.difference.n == 100
    assert many.verdict == once.verdict


def test_scores_in_any_range_are_compared_by_permutation() -> None:
    from scipy.stats import permutation_test

    a, b = [3.0, 7.5, 2.0, 9.0, 4.0, 6.0], [4.5, 8.0, 1.5, 9.5, 6.0, 7.0]
    peer = permutation_test(
        (np.array(b), np.array(a)),
        lambda x, y: (x - y).mean(),
        permutation_type="samples",
        n_resamples=np.inf,
    )
    assert paired(a, b).p_value == pytest.approx(peer.pvalue)
    assert paired(a, b).difference.value == pytest.approx(5 / 6)


def test_a_large_permutation_is_drawn_and_repeatable() -> None:
    rng = random.Random(1)
    a = [rng.gauss(0, 1) for _ in range(60)]
    b = [x + rng.gauss(0.3, 1) for x in a]
    from scipy.stats import ttest_rel

    assert paired(a, b, seed=4).p_value == paired(a, b, seed=4).p_value
    assert paired(a, b).p_value == pytest.approx(ttest_rel(b, a).pvalue, abs=0.02)


def test_copies_of_one_case_count_once_when_grouped() -> None:
    a, b = [False] * 8 + [True] * 12, [True] * 8 + [True] * 12
    groups = ["the same ticket"] * 8 + [str(i) for i in range(12)]
    assert paired(a, b).verdict == "better"
    grouped = paired(a, b, groups=groups)
    assert grouped.verdict == "inconclusive"
    assert grouped.difference.n == 13


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: paired([1, 0], [1]), "2 cases against 1"),
        (lambda: paired([], []), "there is none"),
        (lambda: paired([1, None], [1, 0]), "number 1 is None"),
        (lambda: paired([1, 0], [1, 0], groups=["x"]), "1 group labels for 2 cases"),
        (lambda: mcnemar(-1, 3), "only_a=-1"),
        (lambda: noise_floor([[1, 0]]), "two runs"),
        (lambda: noise_floor([[1, 0], [1]]), "same cases"),
    ],
)
def test_an_error_says_what_is_wrong(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


def test_a_comparison_says_all_of_it_in_words_and_in_the_page() -> None:
    found = paired(*two_runs(40, 2, 18, 40), names=("old", "<new>"))
    assert repr(found).startswith("<new> against old: better")
    assert "p < 0.001 (exact McNemar)" in repr(found)
    assert "right only with old: 2" in repr(found)
    assert "&lt;new&gt; against old: better" in found._repr_html_()


@pytest.mark.parametrize(("n", "discordant", "gap"), [(40, 0.3, 0.0), (100, 0.2, 0.1), (200, 0.4, 0.25)])
def test_the_paired_interval_covers_the_true_difference(n: int, discordant: float, gap: float) -> None:
    rng, held = np.random.default_rng(5), []
    up, down = (discordant + gap) / 2, (discordant - gap) / 2
    for only_b, only_a, _ in rng.multinomial(n, [up, down, 1 - up - down], size=2000):
        difference = paired(*two_runs(0, int(only_a), int(only_b), int(n - only_a - only_b))).difference
        held.append(difference.low <= gap <= difference.high)
    assert 0.935 <= np.mean(held) <= 0.975


def test_other_estimates_are_compared_by_their_intervals_as_rates_are() -> None:
    a, b = Rate(30, 60), Rate(56, 70)
    same = [Estimate(one.value, one.low, one.high, one.n) for one in (a, b)]
    found, rates = unpaired(*same), unpaired(a, b)
    assert (found.difference.low, found.difference.high) == (rates.difference.low, rates.difference.high)
    assert found.verdict == rates.verdict == "better"
    assert unpaired(same[0], same[0]).verdict == "inconclusive"
    assert unpaired(Estimate(1.0, 1.0, 1.0, 9), Estimate(2.0, 2.0, 2.0, 9)).verdict == "better"


def test_the_unpaired_interval_covers_the_true_difference() -> None:
    rng = np.random.default_rng(6)
    found = [
        unpaired(Rate(a, 60), Rate(b, 80)).difference
        for a, b in zip(rng.binomial(60, 0.7, 2000), rng.binomial(80, 0.8, 2000), strict=True)
    ]
    assert 0.935 <= np.mean([d.low <= 0.1 <= d.high for d in found]) <= 0.97


def test_equal_models_are_called_different_at_most_one_time_in_twenty() -> None:
    rng = np.random.default_rng(7)
    runs = rng.random((1500, 2, 80)) < 0.7
    assert np.mean([paired(a, b).verdict != "inconclusive" for a, b in runs]) <= 0.05 + 0.012


def test_the_paired_interval_of_repeats_covers_the_true_difference() -> None:
    rng, held = np.random.default_rng(8), []
    for _ in range(400):
        hard = rng.beta(2, 2, 50)
        a = rng.random((5, 50)) < hard
        b = rng.random((3, 50)) < hard * 0.8 + 0.2  # better by 0.2 x (1 - 0.5) = 0.1 in truth
        difference = paired(a.T.tolist(), b.T.tolist()).difference
        held.append(difference.low <= 0.1 <= difference.high)
    assert 0.91 <= np.mean(held) <= 0.985


def test_the_noise_floor_of_two_runs_counts_the_flips() -> None:
    a, b = two_runs(50, 4, 5, 41)
    assert noise_floor([a, b]).value == pytest.approx(1.96 * 3 / 100, abs=1e-4)
    assert noise_floor([a, a]).value == 0 < noise_floor([a, a]).high


def test_19_of_20_differences_of_a_thing_with_itself_stay_below_the_noise_floor() -> None:
    rng = np.random.default_rng(9)
    hard = rng.beta(1, 1, 100)
    true_floor = 1.96 * np.sqrt(2 * (hard * (1 - hard)).sum()) / 100
    gaps = rng.binomial(1, hard, (4000, 100)).mean(1) - rng.binomial(1, hard, (4000, 100)).mean(1)
    assert np.mean(np.abs(gaps) < true_floor) == pytest.approx(0.95, abs=0.02)
    runs = [rng.binomial(1, hard, (k, 100)).tolist() for k in (2, 5) for _ in range(150)]
    held = [floor.low <= true_floor <= floor.high for floor in map(noise_floor, runs)]
    assert np.mean(held) >= 0.93
