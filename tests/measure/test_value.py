"""Value: money counted by hand, a threshold found where theory has it, no gain seen where there is none."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from kit.measure import Rate, Stakes, best_threshold, expected_value

STAKES = Stakes(success=2, error=10, minute=0.8, minutes=3, person_error=0.03)  # a person: -0.76 USD


def drawn(seed: int, n: int, flat: float | None = None) -> tuple[list[float], list[bool]]:
    """n cases of a calibrated model, or of one that is right at one rate whatever its confidence says."""
    rng = np.random.default_rng(seed)
    said = rng.uniform(0.5, 1, n)
    return said.tolist(), (rng.random(n) < (said if flat is None else flat)).tolist()


def test_a_person_costs_minutes_and_errs_too() -> None:
    assert Stakes(success=2, error=20, minute=0.8, minutes=3).person == pytest.approx(-0.4)
    assert STAKES.person == pytest.approx(0.97 * 2 - 0.03 * 10 - 2.4)
    assert Stakes(2, 20, 0.8, 3, person_error=0.05).break_even == pytest.approx(0.841, abs=0.001)


def test_at_break_even_model_and_person_are_worth_the_same() -> None:
    assert STAKES.outcome(STAKES.break_even) == pytest.approx(STAKES.person)


def test_the_value_at_a_threshold_is_counted_case_by_case() -> None:
    curve = expected_value([0.9, 0.8, 0.7, 0.7], [True, False, True, True], STAKES)
    person = STAKES.person
    assert [point.value.value for point in curve.points] == pytest.approx(
        [person, (2 + 3 * person) / 4, (2 - 10 + 2 * person) / 4, (2 - 10 + 2 + 2) / 4]
    )
    assert [(point.threshold, point.coverage.successes) for point in curve.points] == [
        (inf, 0),
        (0.9, 1),
        (0.8, 2),
        (-inf, 4),
    ]
    assert curve.best.threshold == 0.9


def test_the_interval_of_a_value_covers_the_truth() -> None:
    truth = 0.75 * 2 - 0.25 * 10
    last = [expected_value(*drawn(seed, 100), STAKES).points[-1].value for seed in range(60)]
    assert np.mean([one.low <= truth <= one.high for one in last]) >= 0.87


def test_many_thresholds_are_thinned_to_a_hundred() -> None:
    curve = expected_value(*drawn(1, 500), STAKES)
    assert (len(curve.points), curve.points[-1].coverage) == (101, Rate(500, 500))


def test_the_threshold_of_a_calibrated_model_lies_about_the_break_even() -> None:
    held, paid = [], []
    for seed in range(25):
        found = best_threshold(*drawn(seed, 300), STAKES)
        held.append(found.low <= STAKES.break_even <= found.high)
        paid.append(found.verdict == "pays")
    assert np.mean(held) >= 0.88
    assert np.mean(paid) >= 0.7


def test_a_confidence_that_says_nothing_never_pays() -> None:
    verdicts = [best_threshold(*drawn(seed, 150, flat=0.77), STAKES).verdict for seed in range(25)]
    assert verdicts.count("pays") <= 1
    assert verdicts.count("inconclusive") >= 12


def test_the_worth_is_not_the_one_that_the_choice_looked_at() -> None:
    looked, worth = [], []
    for seed in range(20):
        cases = drawn(seed, 100, flat=0.77)  # the truth: -0.76 at every threshold
        looked.append(expected_value(*cases, STAKES).best.value.value)
        worth.append(best_threshold(*cases, STAKES).worth.value)
    assert np.mean(looked) > -0.5
    assert np.mean(worth) < -0.65


def test_where_all_or_none_is_as_good_the_verdict_is_inconclusive() -> None:
    surely = best_threshold([0.5 + i / 100 for i in range(50)], [True] * 50, STAKES)
    assert (surely.value, surely.coverage, surely.verdict) == (-inf, Rate(50, 50), "inconclusive")
    assert surely.over_none.verdict == "better"
    never = best_threshold([0.5 + i / 100 for i in range(50)], [False] * 50, STAKES)
    assert (never.value, never.coverage, never.verdict) == (inf, Rate(0, 50), "inconclusive")


def test_the_price_of_a_minute_flips_the_decision() -> None:
    cases = drawn(2, 400)
    dear = best_threshold(*cases, Stakes(2, 10, minute=3, minutes=3))
    cheap = best_threshold(*cases, Stakes(2, 10, minute=0.05, minutes=3))
    assert dear.coverage.value > 0.85 > 0.3 > cheap.coverage.value


def test_it_shows_itself_as_text_and_picture() -> None:
    import matplotlib

    matplotlib.use("Agg")
    curve = expected_value(*drawn(3, 120), STAKES)
    assert "automate none" in repr(curve)
    assert curve.plot(label="one").get_title() == "Value and coverage (n=120)"
    assert "over automating all" in repr(best_threshold(*drawn(3, 120), STAKES))


@pytest.mark.parametrize(
    ("stakes", "words"),
    [
        ((2, -1, 1, 1), "costs are positive"),
        ((0, 0, 1, 1), "both 0"),
        ((2, 10, 1, 1, 5), "5 % is 0.05"),
        ((2, float("nan"), 1, 1), "0 or more"),
    ],
)
def test_stakes_that_make_no_sense_are_refused(stakes: tuple[float, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Stakes(*stakes)


def test_too_few_cases_choose_no_threshold() -> None:
    with pytest.raises(ValueError, match="9 cases are too few"):
        best_threshold([0.5] * 9, [True] * 9, STAKES)


def test_one_case_gives_no_interval() -> None:
    only = expected_value([0.5], [True], STAKES).points[-1].value
    assert (only.value, only.low, only.high) == (2, -inf, inf)
