"""A judged rate is corrected as published, its interval covers, and a leak makes it miss."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from kit import Rate
from kit.measure.corrected import corrected_rate, sensitivity_specificity


def test_the_corrected_rate_of_the_cows_is_that_of_epir() -> None:
    # epiR, epi.prev: 23 of 150 cows positive, sensitivity 0.96, specificity 0.89: true prevalence 5.1 in 100.
    assert corrected_rate(Rate(23, 150), Rate(96, 100), Rate(89, 100)).value == pytest.approx(0.051, abs=5e-4)


def test_a_negative_estimate_is_none_at_all_as_in_epir() -> None:
    # epiR, epi.prev: Helicobacter pylori, 6 of 151, sensitivity 0.964, specificity 0.927: 0 in 100.
    found = corrected_rate(Rate(6, 151), Rate(964, 1000), Rate(927, 1000))
    assert (found.value, found.low) == (0, 0)


def test_the_interval_is_that_of_lang_and_reiczigel() -> None:
    # Written out from their equations in the notation of the R package asht, function prevSeSp.
    ap, n, se, n_se, sp, n_sp, z = 0.4, 1000, 0.9, 200, 0.7, 200, 1.959963985
    se_, sp_ = (n_se * se + 1) / (n_se + 2), (n_sp * sp + 1) / (n_sp + 2)
    ap_ = (n * ap + z * z / 2) / (n + z * z)
    p = (ap_ + sp_ - 1) / (se_ + sp_ - 1)
    dp = 2 * z * z * (p * se_ * (1 - se_) / (n_se + 2) - (1 - p) * sp_ * (1 - sp_) / (n_sp + 2))
    variance = ap_ * (1 - ap_) / (n + z * z) + p**2 * se_ * (1 - se_) / (n_se + 2)
    variance = (variance + (1 - p) ** 2 * sp_ * (1 - sp_) / (n_sp + 2)) / (se_ + sp_ - 1) ** 2
    found = corrected_rate(Rate(400, 1000), Rate(180, 200), Rate(140, 200))
    assert found.value == pytest.approx(1 / 6)
    assert (found.low, found.high) == pytest.approx(
        (p + dp - z * sqrt(variance), p + dp + z * sqrt(variance))
    )


def test_a_perfect_judge_leaves_the_rate_as_it_was() -> None:
    found = corrected_rate(Rate(300, 1000), Rate(5000, 5000), Rate(5000, 5000))
    assert found.value == pytest.approx(0.3)
    assert (found.low, found.high) == pytest.approx(Rate(300, 1000).wilson(), abs=0.003)


def test_a_judge_no_better_than_a_coin_is_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"no better than a coin.*let people grade"):
        corrected_rate(Rate(50, 100), Rate(5, 10), Rate(5, 10))


def test_few_labels_that_flatter_a_judge_exclude_nothing() -> None:
    found = corrected_rate(Rate(50, 100), Rate(1, 1), Rate(1, 20))
    assert (found.low, found.high) == (0, 1)


def test_sensitivity_and_specificity_count_the_good_and_the_bad_apart() -> None:
    said, truth = [True, True, False, False, True], [True, True, True, False, False]
    assert sensitivity_specificity(said, truth) == (Rate(2, 3), Rate(1, 2))


@pytest.mark.parametrize(
    ("said", "truth", "says"),
    [([True], [True], "labelled bad"), ([True], [False], "labelled good"), ([True], [], "1 and 0")],
)
def test_labels_of_one_kind_tell_nothing_of_the_other(said: list, truth: list, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        sensitivity_specificity(said, truth)


def _studies(
    sens: float, spec: float, rate: float, labelled: int, studies: int, seed: int, leak: float = 0.0
):
    """Counts of many studies: 400 judged cases each, some labelled ones, perhaps a leak."""
    rng = np.random.default_rng(seed)
    for _ in range(studies):
        good = rng.binomial(400, rate)
        raw = Rate(int(rng.binomial(good, sens) + rng.binomial(400 - good, 1 - spec)), 400)
        positives = min(max(int(rng.binomial(labelled, rate)), 1), labelled - 1)
        seen = [p + (1 - p) * leak for p in (sens, spec)]  # a leaked case is got right
        of_good = Rate(int(rng.binomial(positives, seen[0])), positives)
        of_bad = Rate(int(rng.binomial(labelled - positives, seen[1])), labelled - positives)
        yield raw, of_good, of_bad


@pytest.mark.parametrize(
    ("sens", "spec", "rate", "labelled"),
    [
        (0.9, 0.7, 0.5, 60),
        (0.9, 0.7, 0.5, 200),
        (0.8, 0.8, 0.2, 120),
        (0.95, 0.6, 0.8, 120),
        (0.7, 0.7, 0.4, 120),
    ],
)
def test_the_corrected_interval_covers_the_truth(
    sens: float, spec: float, rate: float, labelled: int
) -> None:
    found = [corrected_rate(*study) for study in _studies(sens, spec, rate, labelled, 1500, seed=1)]
    held = np.mean([e.low <= rate <= e.high for e in found])
    assert 0.935 <= held <= 0.995


def test_the_raw_interval_misses_the_truth_and_a_leak_makes_the_corrected_one_miss_it_too() -> None:
    studies = list(_studies(0.9, 0.7, 0.3, 200, 800, seed=2))
    assert np.mean([raw.low <= 0.3 <= raw.high for raw, _, _ in studies]) < 0.02
    leaked = [corrected_rate(*study) for study in _studies(0.9, 0.7, 0.3, 200, 800, seed=2, leak=0.5)]
    assert np.mean([e.low <= 0.3 <= e.high for e in leaked]) < 0.5
