"""pass@k and pass^k: every way of choosing k tries, no bias, and intervals over cases."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from kit.measure import pass_at_k, pass_curves, pass_hat_k


# The numpy function printed in M. Chen et al., Evaluating Large Language Models Trained on Code, 2021.
def test_pass_at_k_agrees_with_the_papers_own_code() -> None:
    for n, c, k in [(10, 3, 1), (10, 3, 5), (200, 17, 100), (5, 5, 2), (5, 0, 5), (20, 18, 7)]:
        peer = 1.0 if n - c < k else 1.0 - np.prod(1.0 - k / np.arange(n - c + 1, n + 1))
        assert pass_at_k(n, c, k) == pytest.approx(peer)


def test_both_are_the_average_over_every_choice_of_k_tries() -> None:
    tries = [True, True, False, True, False, True, False]
    for k in range(1, 8):
        chosen = list(combinations(tries, k))
        assert pass_at_k(7, 4, k) == pytest.approx(np.mean([any(some) for some in chosen]))
        assert pass_hat_k(7, 4, k) == pytest.approx(np.mean([all(some) for some in chosen]))


def test_neither_is_biased_where_the_truth_is_known() -> None:
    rng = np.random.default_rng(1)
    counts = rng.binomial(8, 0.7, 20_000)
    assert np.mean([pass_hat_k(8, int(c), 4) for c in counts]) == pytest.approx(0.7**4, abs=0.006)
    assert np.mean([pass_at_k(8, int(c), 4) for c in counts]) == pytest.approx(1 - 0.3**4, abs=0.003)


def test_at_k_of_1_both_are_the_plain_share() -> None:
    curves = pass_curves([[1, 0, 1, 1], [0, 0, 1, 0]], [1])
    assert curves["pass@k"][1].value == curves["pass^k"][1].value == 0.5


def test_the_curves_part_as_k_grows() -> None:
    rows = (np.random.default_rng(2).random((40, 8)) < 0.6).tolist()
    curves = pass_curves(rows, range(1, 9))
    at = [curves["pass@k"][k].value for k in range(1, 9)]
    hat = [curves["pass^k"][k].value for k in range(1, 9)]
    assert at == sorted(at)
    assert hat == sorted(hat, reverse=True)


def test_cases_that_never_failed_are_no_certainty() -> None:
    point = pass_curves([[True] * 6] * 5, [3])["pass^k"][3]
    assert point.value == 1
    assert point.low < 0.6


def test_the_intervals_cover_the_true_curve_over_cases() -> None:
    rng, held = np.random.default_rng(3), []
    for _ in range(600):
        rows = rng.random((50, 6)) < rng.beta(2, 1, 50)[:, None]
        curves = pass_curves(rows.tolist(), [3])
        truth = {"pass^k": 2 / 5, "pass@k": 1 - 1 / 10}  # E p^3 and 1 - E (1-p)^3 for p ~ Beta(2, 1)
        held.append([curves[name][3].low <= truth[name] <= curves[name][3].high for name in truth])
    # 95 %, give or take the simulation's error (0.9 points) and a point for the skew of chances near 1.
    assert (np.mean(held, axis=0) >= 0.915).all()
    assert (np.mean(held, axis=0) <= 0.985).all()


@pytest.mark.parametrize(("n", "c", "k"), [(5, 6, 1), (5, 2, 6), (5, 2, 0), (5, -1, 2)])
def test_impossible_counts_are_refused(n: int, c: int, k: int) -> None:
    for estimator in (pass_at_k, pass_hat_k):
        with pytest.raises(ValueError, match="n=5"):
            estimator(n, c, k)


def test_a_score_that_is_not_right_or_wrong_is_refused() -> None:
    with pytest.raises(ValueError, match="threshold"):
        pass_curves([[0.5, 1.0]], [1])
