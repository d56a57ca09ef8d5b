"""A chain against the product of its steps: alike where errors are apart, not where they meet."""

from __future__ import annotations

import random

import pytest

from kit.measure.compound import compound

N = 400


def flips(rate: float, seed: int) -> list[bool]:
    rng = random.Random(seed)
    return [rng.random() < rate for _ in range(N)]


def test_steps_that_err_apart_multiply() -> None:
    steps = {f"step {k}": flips(0.9, k) for k in range(4)}
    whole = [all(row) for row in zip(*steps.values(), strict=True)]
    found = compound(steps, whole)
    assert found.product.value == pytest.approx(0.9**4, abs=0.05)
    assert found.gap.low < 0 < found.gap.high
    assert found.product.low < found.product.value < found.product.high


def test_steps_that_err_together_do_better_than_the_product() -> None:
    one = flips(0.8, 1)
    found = compound({"a": one, "b": one, "c": one}, one)
    assert found.gap.low > 0
    assert found.whole.value == found.steps["a"].value


def test_a_last_step_that_repairs_lifts_the_chain_over_the_product() -> None:
    first, last = flips(0.6, 1), flips(0.95, 2)
    assert compound({"guess": first, "check": last}, last).gap.low > 0


def test_a_step_that_fails_on_what_it_really_gets_pulls_the_chain_below() -> None:
    steps = {"a": flips(0.9, 1), "b": flips(0.95, 2)}
    whole = [x and y and z for x, y, z in zip(*steps.values(), flips(0.7, 3), strict=True)]
    assert compound(steps, whole).gap.high < 0


def test_the_weakest_step_is_named() -> None:
    steps = {"read": [1, 1, 1, 0], "sort": [1, 0, 0, 0], "write": [1, 1, 1, 1]}
    assert compound(steps, [1, 0, 0, 0]).weakest == "sort"
    assert "sort: 0.25" in repr(compound(steps, [1, 0, 0, 0]))


def test_cases_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="must be the same"):
        compound({"a": [True]}, [True, False])
    with pytest.raises(ValueError, match="must be the same"):
        compound({}, [True])
