"""Voting: what is counted, what it costs, and what correlated errors take away."""

from __future__ import annotations

import math

import pytest

from kit import OpenAI, answering, simulated
from kit.build.vote import log_odds, majority, majority_accuracy, vote, weighted_vote

MESSAGES = [{"role": "user", "content": "Return or exchange?"}]


def ask(**knobs: object) -> object:
    return OpenAI(max_retries=0).chat.completions.create(model="any", messages=MESSAGES, **knobs)  # type: ignore[call-overload]


def test_the_most_common_answer_wins_and_its_agreement_is_counted() -> None:
    with answering(simulated.Script(["Return.", "exchange", "return", "RETURN", "exchange"])) as calls:
        outcome = vote(ask, 5, concurrency=1)
    assert (outcome.answer, outcome.tied, calls.count) == ("return", False, 5)
    assert (outcome.agreement.successes, outcome.agreement.n) == (3, 5)
    assert outcome.usage.calls == 5


def test_of_tied_answers_the_first_to_come_is_taken_and_said_to_be_tied() -> None:
    with answering(simulated.Script(["b", "a", "a", "b"])):
        outcome = vote(ask, 4, concurrency=1)
    assert (outcome.answer, outcome.tied) == ("b", True)


def test_what_is_no_answer_does_not_vote_and_is_kept_with_its_price() -> None:
    def read(text: str) -> str | None:
        return text if text in ("yes", "no") else None

    with answering(simulated.Script(["hm", "yes", simulated.Fault("server_error"), "no", "yes"])):
        outcome = vote(ask, 5, read=read, concurrency=1)
    assert outcome.answers == [None, "yes", None, "no", "yes"]
    assert (outcome.answer, str(outcome.agreement)[:4], outcome.usage.calls) == ("yes", "0.67", 5)
    assert [bool(attempt.refused) for attempt in outcome.attempts] == [True, False, True, False, False]


def test_a_vote_without_any_answer_abstains() -> None:
    with answering(simulated.Script([simulated.Fault("server_error")])):
        outcome = vote(ask, 3)
    assert (outcome.answer, outcome.agreement) == (None, None)
    assert "no answer" in repr(outcome)


def test_an_async_ask_votes_too() -> None:
    from kit import AsyncOpenAI

    async def later() -> object:
        return await AsyncOpenAI().chat.completions.create(model="any", messages=MESSAGES)  # type: ignore[arg-type]

    with answering(simulated.Coin("yes", 1.0)):
        assert vote(later, 3).answer == "yes"


def test_a_weighted_vote_lets_one_good_witness_outweigh_two_poor_ones() -> None:
    heavy = {"yes": log_odds(0.95), "no": log_odds(0.6)}
    with answering(simulated.Script(["no", "yes", "no"])):
        outcome = weighted_vote(ask, 3, lambda reply: heavy[reply.text], concurrency=1)
    assert outcome.answer == "yes"
    assert [round(attempt.weight, 2) for attempt in outcome.attempts] == [0.41, 2.94, 0.41]
    assert (outcome.agreement.successes, outcome.agreement.n) == (1, 3)


def test_a_majority_counts_weights_and_leaves_out_who_abstains() -> None:
    assert majority(["a", None, "b", "b"]) == ("b", False)
    assert majority(["a", "b", "b"], [3, 1, 1]) == ("a", False)
    assert majority([None, None]) == (None, False)
    assert majority(["a", "b", "b"], [0.3, 0.1, 0.2]) == ("a", True)
    with pytest.raises(ValueError, match="finite weight for each answer"):
        majority(["a"], [math.nan])


def test_log_odds_are_nitzan_and_paroush_weights() -> None:
    assert log_odds(0.5) == 0
    assert log_odds(0.9) == pytest.approx(math.log(9))
    with pytest.raises(ValueError, match="between 0 and 1"):
        log_odds(1.0)


@pytest.mark.parametrize(
    ("p", "k", "expected"),
    # p^3 + 3 p^2 (1-p), and the same for five, worked by hand.
    [(0.6, 3, 0.648), (0.8, 3, 0.896), (0.8, 5, 0.94208), (0.5, 7, 0.5), (0.6, 1, 0.6), (0.4, 3, 0.352)],
)
def test_a_majority_of_independent_voters_is_right_as_condorcet_says(
    p: float, k: int, expected: float
) -> None:
    assert majority_accuracy(p, k) == pytest.approx(expected)


def test_an_even_vote_gains_nothing_over_the_odd_one_below_it() -> None:
    assert majority_accuracy(0.7, 4) == pytest.approx(majority_accuracy(0.7, 3))


def test_voters_who_err_together_gain_nothing_and_half_correlated_ones_meet_a_ceiling() -> None:
    assert majority_accuracy(0.7, 101, correlation=1.0) == pytest.approx(0.7)
    assert majority_accuracy(0.7, 1001, correlation=0.5) == pytest.approx(0.85, abs=1e-6)
    with pytest.raises(ValueError, match="correlation=2"):
        majority_accuracy(0.7, 3, correlation=2)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 1.0])
def test_copies_of_the_simulated_classifier_vote_as_the_formula_says(correlation: float) -> None:
    from scipy.stats import binom

    from kit.models.simulated import Ask, Turn, dice

    cases = {f"ticket {i} says so": "refund" if i % 2 else "delivery" for i in range(1200)}
    voters = [simulated.Classifier(cases, accuracy=0.7, seed=i, correlation=correlation) for i in range(5)]
    right = 0
    for case, label in cases.items():
        asked = Ask("chat", "any", (Turn("user", case),))
        right += majority([voter.draft(asked, dice(0)).text for voter in voters])[0] == label
    low, high = binom.interval(0.999, len(cases), majority_accuracy(0.7, 5, correlation))
    assert low <= right <= high
