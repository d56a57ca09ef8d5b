"""Calibration: agreement with scikit-learn, and errors that are found when there and not when not."""

from __future__ import annotations

import numpy as np
import pytest

from kit.measure import Rate, calibration


def stated(seed: int, n: int, shift: float = 0.0) -> tuple[list[float], list[bool]]:
    """Confidences from 0.5 to 1, and outcomes whose true rate is the confidence minus `shift`."""
    rng = np.random.default_rng(seed)
    said = rng.uniform(0.5, 1, n)
    return said.tolist(), (rng.random(n) < said - shift).tolist()


def test_bins_and_brier_are_those_of_scikit_learn() -> None:
    from sklearn.calibration import calibration_curve
    from sklearn.metrics import brier_score_loss

    said, right = stated(1, 200)
    found = calibration(said, right, bins=5)
    shares, means = calibration_curve(right, said, n_bins=5)
    assert [one.rate.value for one in found.bins] == pytest.approx(shares)
    assert [one.confidence for one in found.bins] == pytest.approx(means)
    assert found.brier.value == pytest.approx(brier_score_loss(right, said))


def test_the_error_is_the_weighted_distance_of_the_bins() -> None:
    found = calibration([0.9, 0.9, 0.9, 0.9, 0.3, 0.3], [True, True, True, False, False, False], bins=2)
    assert found.ece.value == pytest.approx(4 / 6 * 0.15 + 2 / 6 * 0.3)
    assert [one.rate for one in found.bins] == [Rate(0, 2), Rate(3, 4)]


def test_certain_answers_fall_into_the_last_bin() -> None:
    assert calibration([1.0, 0.99], [True, True]).bins[-1].rate == Rate(2, 2)


def test_a_calibrated_model_is_within_luck_19_times_in_20() -> None:
    held = []
    for seed in range(150):
        found = calibration(*stated(seed, 120))
        held.append(found.by_luck.low <= found.ece.value <= found.by_luck.high)
    assert 0.90 <= np.mean(held) <= 0.99


def test_the_interval_covers_the_true_error_of_an_over_confident_model() -> None:
    held = []
    for seed in range(150):
        found = calibration(*stated(seed, 200, shift=0.2))
        held.append(found.ece.low <= 0.2 <= found.ece.high)
        assert found.ece.value > found.by_luck.high
    assert 0.90 <= np.mean(held) <= 0.99


def test_it_shows_itself_as_text_page_and_picture() -> None:
    import matplotlib

    matplotlib.use("Agg")
    found = calibration(*stated(3, 60))
    assert "by luck alone" in repr(found)
    assert "<table" in found._repr_html_()
    assert found.plot().get_title() == "Calibration (n=60)"


@pytest.mark.parametrize(
    ("said", "right", "words"),
    [([0.5], [], "1 confidences for 0"), ([90.0], [True], "divide percents"), ([], [], "there is none")],
)
def test_an_error_says_what_is_wrong(said: list[float], right: list[bool], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        calibration(said, right)
