"""Cost per correct answer: counts everything paid for, and its interval covers."""

from __future__ import annotations

import math

import numpy as np
import pytest

from kit.build.outcome import Attempt, Outcome, cost_per_correct
from kit.models.reply import Reply
from kit.models.usage import Usage


def outcome(calls: int, tokens: int = 10) -> Outcome:
    one = Attempt("x", Reply("x", usage=Usage(input_tokens=tokens - 2, output_tokens=2, calls=1, usd=0.5)))
    return Outcome("x", (one,) * calls)


def test_cost_per_correct_counts_the_calls_of_wrong_answers_too() -> None:
    found = cost_per_correct([outcome(3)] * 10, [True] * 6 + [False] * 4)
    assert (found.value, found.unit, found.n) == (5.0, "calls", 10)
    assert (round(found.low, 2), round(found.high, 2)) == (
        3.61,
        9.59,
    )  # 3 over Wilson for 6 of 10: 0.313, 0.832


def test_cost_comes_in_calls_tokens_or_dollars() -> None:
    outcomes = [outcome(2), outcome(4)]
    assert cost_per_correct(outcomes, [True, True]).value == 3
    assert cost_per_correct(outcomes, [True, True], "tokens").value == 30
    assert cost_per_correct(outcomes, [True, True], "USD").value == 1.5
    with pytest.raises(ValueError, match="there are: calls, tokens, USD"):
        cost_per_correct(outcomes, [True, True], "cents")  # type: ignore[arg-type]


def test_nothing_right_costs_without_end() -> None:
    found = cost_per_correct([outcome(1)] * 20, [False] * 20)
    assert math.isinf(found.value)
    assert math.isinf(found.high)
    assert found.low > 5


def test_every_outcome_needs_its_verdict() -> None:
    with pytest.raises(ValueError, match="2 outcomes, 1 verdicts"):
        cost_per_correct([outcome(1)] * 2, [True])


@pytest.mark.parametrize("tries", [1, 4])
def test_the_interval_of_the_cost_covers_the_true_cost(tries: int) -> None:
    # Up to `tries` calls, each right at 0.4 and known to be: E[calls] / P(right), both of a cut geometric.
    p, n, studies = 0.4, 60, 300
    right = 1 - (1 - p) ** tries
    true = sum((1 - p) ** t for t in range(tries)) / right
    rng, held = np.random.default_rng(5), 0
    kinds = [outcome(calls) for calls in range(tries + 1)]
    for _ in range(studies):
        calls = rng.geometric(p, n)
        found = cost_per_correct([kinds[min(c, tries)] for c in calls], list(calls <= tries))
        held += found.low <= true <= found.high
    assert 0.92 <= held / studies <= 0.98


def test_an_outcome_shows_each_attempt_and_why_it_was_refused() -> None:
    refused = Attempt("<b>", Reply("<b>"), "is no number")
    shown = Outcome(None, (refused,))._repr_html_()
    assert "is no number" in shown
    assert "&lt;b&gt;" in shown
