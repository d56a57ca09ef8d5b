"""How many cases: the published number, the inverse, and power as it comes out in simulated studies."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest

from kit.measure import cases_needed, detectable, mcnemar


# R. J. Connor, Sample size for testing differences in proportions for the paired-sample design, Biometrics
# 43, 1987, with the example that sample-size calculators give for it: 0.45 and 0.05 discordant, power 0.8.
def test_the_sample_size_is_connors() -> None:
    assert cases_needed(0.40, discordant=0.50) == 23


@pytest.mark.parametrize(("n", "discordant", "power"), [(100, 0.3, 0.8), (40, 0.5, 0.9), (2000, 0.1, 0.8)])
def test_detectable_is_the_inverse_of_cases_needed(n: int, discordant: float, power: float) -> None:
    gap = detectable(n, discordant=discordant, power=power)
    assert cases_needed(gap * 1.0001, discordant=discordant, power=power) <= n
    assert cases_needed(gap * 0.99, discordant=discordant, power=power) > n


def test_the_sign_of_a_difference_does_not_matter() -> None:
    assert cases_needed(-0.1) == cases_needed(0.1)


def test_few_cases_may_show_nothing_at_all() -> None:
    assert detectable(10) == inf


@pytest.mark.parametrize(("gap", "discordant"), [(0.1, 0.3), (0.08, 0.2)])
def test_the_exact_test_finds_the_difference_about_as_often_as_promised(
    gap: float, discordant: float
) -> None:
    n = cases_needed(gap, discordant=discordant)
    rng = np.random.default_rng(1)
    up, down = (discordant + gap) / 2, (discordant - gap) / 2
    drawn = rng.multinomial(n, [up, down, 1 - up - down], size=4000)
    found = [mcnemar(int(a), int(b)) <= 0.05 and b > a for b, a, _ in drawn]
    assert 0.74 <= np.mean(found) <= 0.82


@pytest.mark.parametrize(
    ("difference", "discordant", "power", "words"),
    [
        (0, 0.3, 0.8, "other than 0"),
        (0.4, 0.3, 0.8, "0.4 takes as many"),
        (0.1, 0, 0.8, "discordant=0"),
        (0.1, 0.3, 1, "power=1"),
    ],
)
def test_an_impossible_question_is_refused(
    difference: float, discordant: float, power: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        cases_needed(difference, discordant=discordant, power=power)


def test_no_cases_detect_nothing() -> None:
    with pytest.raises(ValueError, match="n=0"):
        detectable(0)
