"""An estimate shows value, interval and n, with as many digits as its interval makes worth reading."""

from __future__ import annotations

import math

import pytest

from kit.measure.estimate import Estimate


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(0.23, 0.11, 0.36, 94, signed=True), "+0.23 [+0.11, +0.36] (n=94)"),
        (Estimate(-0.04, -0.13, 0.05, 204, signed=True), "-0.04 [-0.13, +0.05] (n=204)"),
        (Estimate(12.4, 8.1, 19.3, 40, unit="s"), "12 [8, 19] s (n=40)"),
        (Estimate(1234.0, 1100.0, 1400.0, 8, unit="tokens"), "1234 [1100, 1400] tokens (n=8)"),
        (Estimate(0.00123, 0.0011, 0.0014, 30, unit="USD"), "0.00123 [0.00110, 0.00140] USD (n=30)"),
        (Estimate(0.5, 0.5, 0.5, 3), "0.50 [0.50, 0.50] (n=3)"),
        (Estimate(2.0, 1.0, math.inf, 5), "2.0 [1.0, inf] (n=5)"),
        (Estimate(0.0, -math.inf, math.inf, 1, signed=True), "+0.00 [-inf, +inf] (n=1)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_it_shows_its_value_its_interval_and_its_n(estimate: Estimate, shown: str) -> None:
    assert repr(estimate) == shown


@pytest.mark.parametrize("width", [1e-9, 1e-4, 0.03, 0.2, 1, 7, 300, 1e6])
def test_the_ends_of_the_interval_never_look_the_same_unless_too_close_for_six_digits(width: float) -> None:
    shown = repr(Estimate(2.5, 2.5 - width / 2, 2.5 + width / 2, 10))
    low, high = shown[shown.index("[") + 1 : shown.index("]")].split(", ")
    assert (low != high) == (width > 1e-6)


def test_zero_is_inside_or_outside_and_an_end_that_touches_it_is_not_outside() -> None:
    assert Estimate(0.2, 0.1, 0.3, 9).excludes_zero
    assert Estimate(-0.2, -0.3, -0.1, 9).excludes_zero
    assert not Estimate(0.1, 0.0, 0.2, 9).excludes_zero
    assert not Estimate(0.0, -0.1, 0.1, 9).excludes_zero


def test_no_estimate_without_a_case_behind_it() -> None:
    with pytest.raises(ValueError, match="did every call fail"):
        Estimate(0.5, 0.4, 0.6, 0)


def test_an_interval_that_runs_backwards_is_refused() -> None:
    with pytest.raises(ValueError, match="runs backwards"):
        Estimate(0.5, 0.6, 0.4, 10)


@pytest.mark.parametrize("ends", [(math.nan, 1.0), (0.0, math.nan)])
def test_an_interval_that_is_no_number_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="not a number"):
        Estimate(0.5, *ends, 10)


def test_a_value_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="not a number"):
        Estimate(math.nan, 0.0, 1.0, 10)


def test_numbers_from_numpy_are_shown_as_numbers() -> None:
    import numpy as np

    assert repr(Estimate(np.float64(0.5), np.float64(0.25), np.float64(0.75), 8)) == "0.50 [0.25, 0.75] (n=8)"


def test_a_notebook_shows_the_same_and_how_the_interval_was_made() -> None:
    html = Estimate(0.5, 0.4, 0.6, 10, method="<bootstrap>")._repr_html_()
    assert "0.50 [0.40, 0.60] (n=10)" in html
    assert 'title="&lt;bootstrap&gt;"' in html


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert repr(Estimate(-0.001, -0.3, 0.3, 5)) == "0.00 [-0.30, 0.30] (n=5)"
    assert repr(Estimate(-1e-17, -1e-17, -1e-17, 5)) == "0.000000 [0.000000, 0.000000] (n=5)"
