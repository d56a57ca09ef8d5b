"""A chain hands on answers, keeps every step with its price, and ends where there is nothing to hand on."""

from __future__ import annotations

import pytest

from kit import AsyncOpenAI, OpenAI, answering, sample, simulated
from kit.build import vote
from kit.build.chain import chain

INTENTS = ("return", "exchange")


def ask(text: object) -> object:
    messages = [{"role": "user", "content": str(text)}]
    return OpenAI(max_retries=0).chat.completions.create(model="any", messages=messages)  # type: ignore[arg-type]


def label_of(text: str) -> str | None:
    return next((intent for intent in INTENTS if intent in text.lower()), None)


def test_each_step_gets_the_answer_of_the_one_before() -> None:
    with answering(simulated.Script(["It is a RETURN.", "Send it back."])) as calls:
        done = chain(ask, label_of, lambda label: f"Customer wants: {label}", ask)("I want my money back")
    assert done.answer == "Send it back."
    assert [call.messages[-1]["content"] for call in calls] == [
        "I want my money back",
        "Customer wants: return",
    ]
    assert [step.name for step in done.steps] == ["ask", "label_of", "step 3", "ask"]
    assert [step.answer for step in done.steps[:2]] == ["It is a RETURN.", "return"]


def test_the_bill_is_that_of_all_steps_and_plain_code_is_free() -> None:
    with answering(simulated.Script(["return", "exchange"])) as calls:
        done = chain(ask, label_of, ask)("hello")
    assert done.usage.calls == 2
    assert done.usage.tokens == calls.usage.tokens
    assert [step.usage.calls for step in done.steps] == [1, 0, 1]
    assert [reply.text for reply in done.replies] == ["return", "exchange"]


def test_a_step_without_an_answer_ends_the_chain_and_says_which() -> None:
    with answering(simulated.Script(["no idea", "never asked"])) as calls:
        done = chain(ask, label_of, ask)("hello")
    assert (done.answer, done.stopped, calls.count) == (None, "label_of: no answer", 1)
    assert "no answer (label_of" in repr(done)


def test_a_failed_call_ends_the_chain_with_its_reason_and_what_came_before_is_kept() -> None:
    with answering(simulated.Script(["return", simulated.Fault("server_error")])):
        done = chain(ask, ask, label_of)("hello")
    assert done.answer is None
    assert done.stopped.startswith("ask: ")
    assert len(done.stopped) > len("ask: ")
    assert [step.answer for step in done.steps] == ["return", None]
    assert done.usage.calls == 2
    assert done.replies[1].error is not None


def test_a_refusal_is_no_answer() -> None:
    from kit.models.simulated import Draft

    with answering(simulated.Script([Draft(refusal="I cannot help with that.")])):
        done = chain(ask, label_of)("hello")
    assert (done.answer, done.stopped) == (None, "ask: the model refused")


def test_what_a_reader_cannot_read_is_kept_and_a_mistake_in_its_code_raises() -> None:
    assert chain(int, str)("seven").stopped.startswith("int: ValueError: invalid literal")
    with pytest.raises(AttributeError):
        chain(lambda text: text.no_such_thing)("hello")


def test_a_chain_is_a_step_of_another_and_a_vote_too() -> None:
    inner = chain(ask, label_of)
    with answering(simulated.Script(["return", "exchange", "exchange", "return"])):
        done = chain(inner, lambda label: vote(lambda: ask(label), 3, concurrency=1))("hello")
    assert done.answer == "exchange"
    assert done.usage.calls == 4
    assert done.steps[0].name == "chain(ask, label_of)"
    assert [reply.text for reply in done.replies] == ["return", "exchange", "exchange", "return"]


def test_steps_may_be_async() -> None:
    async def later(text: str) -> object:
        messages = [{"role": "user", "content": text}]
        return await AsyncOpenAI().chat.completions.create(model="any", messages=messages)  # type: ignore[arg-type]

    with answering(simulated.Coin("return", 1.0)):
        assert chain(later, label_of)("hello").answer == "return"


def test_chains_inside_a_sampler_stay_different_samples() -> None:
    with answering(simulated.Coin("return", 0.5, "exchange", seed=3)):
        drawn = sample(lambda i: chain(ask, label_of)("hello"), 40)
    answers = {reply.raw.answer for reply in drawn.replies}
    assert answers == {"return", "exchange"}


def test_an_empty_text_is_an_answer_and_no_steps_are_a_mistake() -> None:
    assert chain(str.strip, len)("  ").answer == 0
    with pytest.raises(ValueError, match="at least one step"):
        chain()


def test_what_a_model_said_is_escaped_where_it_is_drawn() -> None:
    with answering(simulated.Script(["<script>alert(1)</script>"])):
        drawn = chain(ask)("hello")._repr_html_()
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn
