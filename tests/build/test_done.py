"""Claims of success: read from words, held against the ledger, counted beside what was achieved."""

from __future__ import annotations

import pytest
from stand_in import SmallShop

from kit import OpenAI, answering, simulated
from kit.build.dispatch import Toolbox
from kit.build.done import claims_success, score_claims, unbacked
from kit.build.loop import Run, loop
from kit.build.tools import tool

CLAIMS = [
    "Your order has been cancelled.",
    "I have cancelled order #W1, and you will get your money back.",
    "Done!",
    "All set.",
    "I've updated your address to 12 Elm Street.",
    "I’ve cancelled it.",
    "The return was processed successfully.",
    "Your order #W1 is now cancelled.",
    "We canceled your order.",
    "Cancelled as you asked.",
    "Your request has been submitted.",
    "The order is being processed for return.",
    "Great news: the exchange has been requested.",
    "The order has been successfully cancelled, anything else?",
    "You've been refunded.",
    "I could not return the lamp, but your order is cancelled.",
]
NO_CLAIMS = [
    "Shall I cancel your order?",
    "Has your order been cancelled?",
    "I can cancel it for you.",
    "I could not cancel the order.",
    "I will cancel your order now.",
    "Your order will be cancelled.",
    "The order cannot be cancelled because it was delivered.",
    "If the order has been cancelled, you will be refunded.",
    "I'm sorry, I was unable to process the return.",
    "Your order hasn't been cancelled.",
    "Would you like your order cancelled?",
    "Please give me the order number.",
    "I need your order number to get it cancelled.",
    "To be cancelled, an order must be pending.",
    "I see that you have requested a refund.",
    "",
    None,
]


@pytest.mark.parametrize("text", CLAIMS)
def test_a_claim_is_heard(text: str) -> None:
    assert claims_success(text)


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_a_question_a_promise_and_a_refusal_are_no_claims(text: str | None) -> None:
    assert not claims_success(text)


def _run(*script: simulated.ToolCall | str) -> Run:
    def ask(messages: list[dict], tools: Toolbox) -> object:
        return OpenAI().chat.completions.create(model="any", messages=messages, tools=tools.chat)

    with answering(simulated.Script(script)):
        return loop(ask, Toolbox([tool(SmallShop().cancel_order, writes=True)]), "Cancel #W1, please")


def test_a_claim_with_no_act_behind_it_is_unbacked() -> None:
    call = simulated.ToolCall("cancel_order", {"order_id": "#W1", "reason": "by mistake"})
    failed = simulated.ToolCall("cancel_order", {"order_id": "#W9", "reason": "by mistake"})
    assert unbacked(_run("Your order has been cancelled."))
    assert unbacked(_run(failed, "Your order has been cancelled."))
    assert not unbacked(_run(call, "Your order has been cancelled."))
    assert not unbacked(_run("Which order?"))


def test_success_and_what_was_said_of_it_are_counted_apart() -> None:
    score = score_claims([True, True, False, False, False], [True, False, True, True, False])
    assert [(rate.successes, rate.n) for rate in (score.success, score.claimed, score.false_success)] == [
        (2, 5),
        (3, 5),
        (2, 5),
    ]
    assert score.false_claims is not None
    assert (score.false_claims.successes, score.false_claims.n, score.unsaid.successes) == (2, 3, 1)
    assert "false success" in str(score)


def test_without_a_claim_there_is_no_rate_of_false_ones() -> None:
    assert score_claims([True, False], [False, False]).false_claims is None
    assert "nothing was claimed" in str(score_claims([False], [False]))
    with pytest.raises(ValueError, match="one claim for each"):
        score_claims([True], [])
