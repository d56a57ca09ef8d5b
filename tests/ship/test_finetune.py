"""What finetuning would cost, and when the next model makes it moot: the arithmetic, and how it says it."""

from __future__ import annotations

from dataclasses import fields, replace
from math import inf

import pytest

from kit.measure.estimate import Estimate
from kit.ship import Finetune

MONTH = 12 / 52
FIXED = Finetune(
    cases=1000, worth=1.0, gain=0.1, rows=600, minutes=1.0, label_hour=20.0, weeks=2.0, engineer_hour=50.0,
    row_tokens=500, epochs=2, training_mtok=10.0, hosting=20.0, next_model=12.0, fall=10.0,
)  # fmt: skip


def test_a_plan_without_ranges_is_reckoned_as_on_paper() -> None:
    found = FIXED.futures(100)
    assert {name: cost.value for name, cost in found.costs.items()} == {
        "labels": pytest.approx(200),  # 600 minutes at 20 USD an hour
        "people": 4000,  # 2 weeks of 40 hours at 50 USD
        "training": pytest.approx(6),  # 600,000 tokens at 10 USD a million
    }
    live = 50 * MONTH  # the weeks from the 2nd to the 52nd, of which each week's middle counts
    assert found.net.value == pytest.approx((1000 * 0.1 * 1.0 - 20) * live - 4206)
    assert found.payback.value == inf
    assert (found.pays, found.verdict) == (0.0, "prompt")


def test_the_gain_that_is_needed_comes_out_even() -> None:
    needed = FIXED.futures(100).needed.value
    assert replace(FIXED, gain=needed).futures(100).net.value == pytest.approx(0, abs=1e-6)


def test_paid_back_when_the_months_have_earned_what_was_spent() -> None:
    found = replace(FIXED, cases=10_000).futures(100)
    assert found.payback.value == pytest.approx(2 * MONTH + 4206 / 980, abs=MONTH)
    assert found.verdict == "finetune"


def test_what_is_built_after_the_next_model_earns_nothing() -> None:
    late = replace(FIXED, cases=10**6, weeks=30.0, next_model=5.0).futures(100)
    assert late.net.value == -late.cost.value
    assert late.needed.value == inf
    assert "never" in repr(late)


def test_a_saving_on_tokens_melts_as_prices_fall() -> None:
    tokens = replace(FIXED, gain=0.0, hosting=0.0, cases=100_000, usd_prompt=0.02, usd_tuned=0.0)
    slow, fast = (replace(tokens, fall=fall).futures(100).net.value for fall in (1.0, 100.0))
    assert slow == pytest.approx(100_000 * 0.02 * 50 * MONTH - 4206)
    assert fast < slow / 2


def test_a_gain_that_was_measured_is_drawn_with_its_interval() -> None:
    measured = Estimate(0.1, 0.0, 0.2, 80, signed=True)
    found = replace(FIXED, cases=10_000, gain=measured).futures(4000)
    assert found.net.low < replace(FIXED, cases=10_000).futures(100).net.value < found.net.high
    assert next(iter(found.drivers)) == "gain"
    assert found.verdict == "unclear"


def test_the_default_ranges_decide_little_and_say_where_they_are_from() -> None:
    plan = Finetune()
    text = plan._repr_markdown_()
    assert all(f"| {part.name} |" in text for part in fields(plan))
    assert all(part.name in (Finetune.__doc__ or "") for part in fields(plan))
    assert "set by you" not in text
    assert "set by you" in replace(plan, minutes=2)._repr_markdown_()
    assert 0 < plan.futures().pays < 1


def test_the_same_seed_draws_the_same_futures_and_one_input_leaves_the_others_alone() -> None:
    plan = Finetune()
    assert repr(plan.futures(500, seed=1)) == repr(plan.futures(500, seed=1))
    assert repr(plan.futures(500, seed=1)) != repr(plan.futures(500, seed=2))
    assert replace(plan, gain=0.5).futures(500).cost == plan.futures(500).cost


def test_a_range_that_runs_backwards_is_refused() -> None:
    for wrong in ({"weeks": (8, 2)}, {"rows": -5}, {"next_model": (-1, 3)}):
        with pytest.raises(ValueError, match=next(iter(wrong))):
            replace(FIXED, **wrong)
    with pytest.raises(ValueError, match="100"):
        FIXED.futures(10)
