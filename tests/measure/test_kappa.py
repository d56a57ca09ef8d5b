"""Kappa is the published one, its interval covers, and what cannot be computed says why."""

from __future__ import annotations

import numpy as np
import pytest

from kit.measure.kappa import _interval, _kappa, against_rest, fleiss, kappa

# J. L. Fleiss, B. Levin and M. C. Paik, Statistical Methods for Rates and Proportions, 3rd edition, 2003,
# table 18.1: two clinicians' diagnoses of 100 patients (psychotic, neurotic, organic); kappa = 0.68.
CLINICIANS = [[75, 1, 4], [5, 4, 1], [0, 0, 10]]
# The worked example that statistics pages share: 10 subjects, 14 raters, 5 labels; kappa = 0.210.
FOURTEEN = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def spelled_out(table: list[list[int]]) -> tuple[list[int], list[int]]:
    """Two graders' labels whose cross table is this."""
    cells = [(i, j) for i, row in enumerate(table) for j, count in enumerate(row) for _ in range(count)]
    return [i for i, _ in cells], [j for _, j in cells]


def test_kappa_is_that_of_the_two_clinicians() -> None:
    found = kappa(*spelled_out(CLINICIANS))
    assert found.value == pytest.approx(0.68, abs=0.005)
    assert found.n == 100


def test_kappa_without_the_added_cases_has_the_standard_error_of_the_book() -> None:
    low, high = _interval(np.array(CLINICIANS, dtype=float))
    assert (high - low) / 2 / 1.96 == pytest.approx(0.087, abs=0.001)


def test_kappa_agrees_with_scikit_learn_whatever_the_labels() -> None:
    from sklearn.metrics import cohen_kappa_score

    rng = np.random.default_rng(1)
    for labels in (["good", "bad"], ["a", "b", "c", "d"]):
        a, b = rng.choice(labels, 60).tolist(), rng.choice(labels, 60).tolist()
        assert kappa(a, b).value == pytest.approx(cohen_kappa_score(a, b))


def test_fleiss_kappa_is_that_of_the_fourteen_raters() -> None:
    assert fleiss(FOURTEEN).value == pytest.approx(0.210, abs=0.0005)


def test_full_agreement_is_one_and_still_has_an_interval() -> None:
    found = kappa([True, False] * 15, [True, False] * 15)
    assert (found.value, found.high) == (1, 1)
    assert 0.6 < found.low < 0.95


def test_a_constant_judge_has_no_kappa_above_zero() -> None:
    found = kappa(["good"] * 40, ["good", "bad"] * 20)
    assert found.value == 0
    assert found.low < 0 < found.high


@pytest.mark.parametrize(
    ("a", "b", "says"),
    [([], [], "0 and 0"), ([1, 2], [1], "2 and 1"), (["x"] * 3, ["x"] * 3, "'x' every time")],
)
def test_what_has_no_kappa_says_why(a: list, b: list, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kappa(a, b)


@pytest.mark.parametrize("table", [[[2, 1]], [[2, 1], [1, 1]], [[1, 0], [0, 1]], [[3, 0], [3, 0]], []])
def test_fleiss_refuses_what_it_cannot_read(table: list) -> None:
    with pytest.raises(ValueError, match=r"fleiss needs|same label"):
        fleiss(table)


@pytest.mark.parametrize("n", [30, 100])
@pytest.mark.parametrize(
    "truth", [[[0.45, 0.05], [0.05, 0.45]], [[0.05, 0.03], [0.02, 0.9]], [[0.25, 0.25], [0.25, 0.25]]]
)
def test_kappas_interval_covers_the_truth(truth: list[list[float]], n: int) -> None:
    drawn = np.random.default_rng(3).multinomial(n, np.ravel(truth), size=1500).reshape(-1, 2, 2)
    known = float(_kappa(np.array(truth)))
    held = np.mean([low <= known <= high for low, high in (_interval(t + 1.0) for t in drawn)])
    assert 0.93 <= held <= 0.99


def _rated(rng: np.random.Generator, cases: int, raters: int) -> np.ndarray:
    """How many of a case's raters say good; how likely each is to say so differs from case to case."""
    return rng.binomial(raters, rng.beta(0.6, 0.6, cases))


@pytest.mark.parametrize("cases", [20, 60])
def test_fleiss_interval_covers_the_truth(cases: int) -> None:
    rng, known = (
        np.random.default_rng(4),
        1 / (1 + 0.6 + 0.6),
    )  # kappa of beta-binomial ratings: 1 / (a + b + 1)
    held = 0
    for _ in range(600):
        good = _rated(rng, cases, 5)
        found = fleiss(np.stack([good, 5 - good], 1).tolist())
        held += found.low <= known <= found.high
    assert 0.92 <= held / 600 <= 0.985


def test_against_rest_is_cohens_kappa_of_each_rating_and_the_label_of_the_others() -> None:
    rng = np.random.default_rng(5)
    ratings = [rng.normal(centre, 1, 7).tolist() for centre in rng.normal(0, 1, 50)]
    pairs = [(r[i] > 0, sum(r) - r[i] > 0) for r in ratings for i in range(7)]
    found = against_rest(ratings, lambda said: sum(said) > 0)
    assert found.value == pytest.approx(kappa(*zip(*pairs, strict=True)).value)
    assert found.n == 50


def test_against_rest_covers_what_many_cases_give() -> None:
    rng = np.random.default_rng(6)

    def study(cases: int):
        centres = rng.normal(0, 1.5, cases)
        return against_rest(rng.normal(centres[:, None], 1, (cases, 4)).tolist(), lambda said: sum(said) > 0)

    known = study(20_000).value
    held = np.mean([found.low <= known <= found.high for found in (study(40) for _ in range(250))])
    assert 0.91 <= held <= 0.99


def test_against_rest_wants_two_raters_and_two_labels() -> None:
    with pytest.raises(ValueError, match="two or more ratings"):
        against_rest([[1], [2]], max)
    with pytest.raises(ValueError, match="same label"):
        against_rest([[1, 1], [1, 1]], max)
