"""How many calls, and how large a run."""

from __future__ import annotations

import pytest

from kit import Rate, size
from kit.measure import calls_needed


# Cochran, Sampling Techniques, 1977: z² p q / d²; 385 for five points is the usual textbook value.
@pytest.mark.parametrize(
    ("half_width", "p", "n"), [(0.05, 0.5, 385), (0.03, 0.5, 1068), (0.1, 0.5, 97), (0.05, 0.1, 139)]
)
def test_calls_needed_are_the_textbooks(half_width: float, p: float, n: int) -> None:
    assert calls_needed(half_width, p) == n


def test_an_interval_planned_for_five_points_is_that_narrow() -> None:
    n = calls_needed(0.05)
    rate = Rate(n // 2, n)
    assert (rate.high - rate.low) / 2 <= 0.05


def test_halving_the_width_costs_four_times_the_calls() -> None:
    assert calls_needed(0.025) == pytest.approx(4 * calls_needed(0.05), rel=0.01)


def test_points_given_as_percent_are_refused() -> None:
    with pytest.raises(ValueError, match=r"half_width=5 must lie between 0 and 1; five points is 0.05"):
        calls_needed(5)


def test_size_follows_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_SIZE", "quick")
    assert size(100, quick=20) == 20
    monkeypatch.setenv("KIT_SIZE", "full")
    assert size(100, quick=20) == 100
    monkeypatch.delenv("KIT_SIZE")
    assert size(100, quick=20) == 100


def test_an_unknown_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_SIZE", "fast")
    with pytest.raises(ValueError, match="KIT_SIZE='fast' is not a size"):
        size(100, quick=20)
