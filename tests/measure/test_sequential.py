"""The sequential test errs as rarely as promised, and stops as early as Wald says."""

from __future__ import annotations

import random
from statistics import mean

import pytest

from kit.measure import Sprt, sprt

RUNS = 4000


def _exactly(rate: float, test: Sprt, limit: int = 400) -> tuple[float, float]:
    """Probability of passing, and mean trials, by following every path of successes (no simulation)."""
    alive, passed, trials = {test: 1.0}, 0.0, 0.0
    for _ in range(limit):
        after: dict[Sprt, float] = {}
        for state, weight in alive.items():
            trials += weight
            for success, share in ((True, rate), (False, 1 - rate)):
                then = state.add(success)
                if then.verdict == "pass":
                    passed += weight * share
                elif then.verdict == "need more":
                    after[then] = after.get(then, 0.0) + weight * share
        alive = after
    return passed, trials


def test_a_learner_right_95_times_in_100_passes_almost_surely_in_seven_calls() -> None:
    passed, trials = _exactly(0.95, sprt(0.9, 0.5, alpha=0.01, beta=0.05))
    assert passed == pytest.approx(0.9997, abs=0.0002)
    assert trials == pytest.approx(7, abs=0.5)


def test_good_fails_and_bad_passes_no_more_often_than_promised() -> None:
    assert 1 - _exactly(0.9, sprt())[0] <= 0.01
    assert _exactly(0.5, sprt())[0] <= 0.05


def test_simulated_runs_agree_with_the_exact_calculation() -> None:
    rng = random.Random(20)
    runs = [sprt().run(lambda _: rng.random() < 0.5) for _ in range(RUNS)]
    passed, trials = _exactly(0.5, sprt())
    assert mean(run.verdict == "pass" for run in runs) == pytest.approx(passed, abs=0.012)
    assert mean(run.n for run in runs) == pytest.approx(trials, rel=0.05)


def test_it_needs_more_until_the_evidence_is_there() -> None:
    test = sprt()
    assert test.verdict == "need more"
    verdicts = []
    for _ in range(6):
        test = test.add(True)
        verdicts.append(test.verdict)
    assert verdicts == ["need more"] * 5 + ["pass"]


def test_three_failures_fail() -> None:
    assert sprt().run(lambda _: False) == sprt().add(False).add(False).add(False)
    assert sprt().run(lambda _: False).verdict == "fail"


def test_a_verdict_stands_whatever_comes_after() -> None:
    passed = sprt().run(lambda _: True)
    assert passed.add(False) is passed


def test_a_run_that_reaches_its_limit_needs_more() -> None:
    undecided = sprt().run(lambda trial: trial % 4 != 3, limit=8)
    assert (undecided.verdict, undecided.n) == ("need more", 8)
    assert repr(undecided).startswith("need more after 6 of 8 trials")


@pytest.mark.parametrize(
    "wrong", [{"p_good": 0.5, "p_bad": 0.5}, {"p_good": 1.0}, {"p_bad": 0}, {"alpha": 0}, {"beta": 0.9}]
)
def test_what_cannot_be_tested_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="sprt needs"):
        sprt(**wrong)
