"""Risk and coverage: areas as defined, a guarantee that holds at its rate, nothing seen where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

import numpy as np
import pytest

from kit.measure import Rate, risk_coverage
from kit.measure.selection import Point

World = Callable[[np.ndarray], np.ndarray]  # confidence to the true chance of being right


def drawn(seed: int, n: int, world: World) -> tuple[list[float], list[bool]]:
    """n cases of a simulated model whose true chance at each confidence is known."""
    rng = np.random.default_rng(seed)
    said = rng.uniform(0.5, 1, n)
    return said.tolist(), (rng.random(n) < world(said)).tolist()


def true_error(threshold: float, world: World) -> float:
    return float((1 - world(np.linspace(max(threshold, 0.5), 1, 2000))).mean())


def calibrated(said: np.ndarray) -> np.ndarray:
    return said


def worst(said: np.ndarray) -> np.ndarray:
    """No coverage is safe at 0.15, and all of them nearly are."""
    return np.full(len(said), 0.8499)


def upside_down(said: np.ndarray) -> np.ndarray:
    """Wrong at the top, where it is surest: no threshold brings the error of all below one in five."""
    return np.where(said > 0.9, 0.5, 0.87)


def test_every_threshold_counts_the_cases_that_are_as_confident_or_more() -> None:
    curve = risk_coverage([0.9, 0.6, 0.8, 0.6], [True, False, True, True])
    assert [(p.threshold, p.coverage, p.error) for p in curve.points] == [
        (0.9, Rate(1, 4), Rate(0, 1)),
        (0.8, Rate(2, 4), Rate(0, 2)),
        (0.6, Rate(4, 4), Rate(1, 4)),
    ]
    assert curve.at(0.7) == Point(0.7, Rate(2, 4), Rate(0, 2))
    assert curve.at(inf).error is None
    assert curve.at(-inf).coverage == Rate(4, 4)


def test_the_area_is_the_mean_error_over_the_surest_one_two_three() -> None:
    curve = risk_coverage([0.9, 0.8, 0.7, 0.6], [True, False, True, False])
    assert curve.aurc.value == pytest.approx((0 + 1 / 2 + 1 / 3 + 2 / 4) / 4)


def test_equal_confidences_count_as_in_random_order() -> None:
    right, rng = [True, True, False, True, False, False], np.random.default_rng(1)
    said = [0.9, 0.7, 0.7, 0.7, 0.2, 0.2]
    broken = [risk_coverage([x + 1e-6 * rng.random() for x in said], right).aurc.value for _ in range(400)]
    assert risk_coverage(said, right).aurc.value == pytest.approx(np.mean(broken), abs=0.01)


def test_one_confidence_for_all_has_the_error_of_all() -> None:
    curve = risk_coverage([1.0] * 10, [True] * 7 + [False] * 3)
    assert curve.aurc.value == pytest.approx(0.3)
    assert curve.by_luck.low == pytest.approx(0.3)
    assert not curve.tells


def test_the_area_of_a_calibrated_model_is_found_and_its_interval_covers() -> None:
    grid = np.linspace(1, 0.5, 4001)
    truth = (np.cumsum(1 - grid) / np.arange(1, 4002)).mean()
    curves = [risk_coverage(*drawn(seed, 120, calibrated)) for seed in range(60)]
    assert 0.88 <= np.mean([one.aurc.low <= truth <= one.aurc.high for one in curves]) <= 1
    assert np.mean([one.tells for one in curves]) > 0.9


def test_a_shuffled_confidence_is_seldom_taken_for_one_that_tells() -> None:
    assert np.mean([risk_coverage(*drawn(seed, 100, worst)).tells for seed in range(80)]) <= 0.07


@pytest.mark.parametrize(
    ("world", "target"), [(worst, 0.15), (calibrated, 0.1), (calibrated, 0.2), (upside_down, 0.2)]
)
def test_the_promised_error_is_kept_19_times_in_20(world: World, target: float) -> None:
    broken = []
    for seed in range(300):
        chosen = risk_coverage(*drawn(seed, 150, world)).coverage_at(target)
        answers = chosen.coverage.successes > 0
        broken.append(answers and true_error(chosen.threshold, world) > target)
    assert np.mean(broken) <= 0.05


def test_taking_the_largest_coverage_that_looks_good_breaks_its_promise_far_more_often() -> None:
    broken = []
    for seed in range(100):
        points = risk_coverage(*drawn(seed, 150, calibrated)).points
        good = [p for p in points if p.error is not None and p.error.value <= 0.1]
        broken.append(bool(good) and true_error(good[-1].threshold, calibrated) > 0.1)
    assert np.mean(broken) > 0.3


def test_with_many_cases_nearly_all_the_coverage_there_is_gets_found() -> None:
    chosen = risk_coverage(*drawn(5, 4000, calibrated)).coverage_at(0.2)  # the truth: 0.8
    assert 0.6 <= chosen.coverage.value <= 0.8
    assert chosen.error is not None
    assert chosen.error.value < chosen.bound <= 0.2


def test_few_cases_or_a_bad_model_leave_everything_to_people() -> None:
    few = risk_coverage([0.9] * 40, [True] * 40).coverage_at(0.05)
    assert (few.threshold, few.coverage, few.error) == (inf, Rate(0, 40), None)
    assert "hand all over" in repr(few)
    enough = risk_coverage([0.9] * 59, [True] * 59).coverage_at(0.05)
    assert (enough.threshold, enough.coverage) == (0.9, Rate(59, 59))
    assert risk_coverage([0.9] * 59, [True] * 58 + [False]).coverage_at(0.05).threshold == inf


def test_votes_of_five_are_cut_only_between_different_shares() -> None:
    said = [1.0] * 60 + [0.8] * 60 + [0.6] * 60
    right = [True] * 59 + [False] + [True] * 30 + [False] * 30 + [True] * 20 + [False] * 40
    chosen = risk_coverage(said, right).coverage_at(0.15)
    assert (chosen.threshold, chosen.coverage, chosen.error) == (1.0, Rate(60, 180), Rate(1, 60))


def test_it_shows_itself_as_text_and_picture() -> None:
    import matplotlib

    matplotlib.use("Agg")
    curve = risk_coverage(*drawn(3, 120, calibrated))
    assert "below luck" in repr(curve)
    assert "confidence >= " in repr(curve.coverage_at(0.3))
    ax = curve.plot(label="one")
    assert ax.get_title() == "Risk and coverage (n=120)"
    risk_coverage(*drawn(3, 120, worst)).plot(ax, label="two", colour="#D55E00")
    assert ax.get_legend_handles_labels()[1] == ["one", "two"]


@pytest.mark.parametrize(
    ("said", "right", "words"),
    [([0.5], [], "1 confidences for 0"), ([float("nan")], [True], "finite"), ([], [], "there is none")],
)
def test_an_error_says_what_is_wrong(said: list[float], right: list[bool], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        risk_coverage(said, right)


@pytest.mark.parametrize("share", [0, 1, 5])
def test_an_error_of_nothing_or_everything_is_no_target(share: float) -> None:
    with pytest.raises(ValueError, match="one error in ten"):
        risk_coverage([0.5], [True]).coverage_at(share)
