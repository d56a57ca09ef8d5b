"""A valid object, or one exception with every attempt in it: through both SDKs, each in its own ways."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable
from typing import Any

import openai
import pytest
from pydantic import BaseModel

from kit import Anthropic, AsyncOpenAI, OpenAI, answering, budget, simulated
from kit.build.repair import grounded
from kit.build.structured import NotValid, Valid, astructured, structured


class Order(BaseModel):
    order_id: str
    items: int


GOOD = '{"order_id": "#W1", "items": 2}'
WORDY = f"Here you are:\n```json\n{GOOD}\n```"
WRONG = '{"order_id": "#W1", "items": "many"}'
ASKED: list[Any] = [{"role": "user", "content": "Which order? Text: #W1, 2 lamps"}]
SCHEMA: dict[str, Any] = Order.model_json_schema() | {"additionalProperties": False}


def chat(more: list[Any], **options: Any) -> Any:
    return OpenAI().chat.completions.create(model="m", messages=[*ASKED, *more], **options)


def chat_schema(more: list[Any]) -> Any:
    shape = {"type": "json_schema", "json_schema": {"name": "order", "schema": SCHEMA, "strict": True}}
    return chat(more, response_format=shape)


def chat_parse(more: list[Any]) -> Any:
    return OpenAI().chat.completions.parse(model="m", messages=[*ASKED, *more], response_format=Order)


def responses(more: list[Any]) -> Any:
    return OpenAI().responses.create(model="m", input=[*ASKED, *more])


def responses_parse(more: list[Any]) -> Any:
    return OpenAI().responses.parse(model="m", input=[*ASKED, *more], text_format=Order)


def messages(more: list[Any]) -> Any:
    return Anthropic().messages.create(model="m", max_tokens=99, messages=[*ASKED, *more])


def messages_parse(more: list[Any]) -> Any:
    return Anthropic().messages.parse(model="m", max_tokens=99, messages=[*ASKED, *more], output_format=Order)


CALLS = [chat, chat_schema, chat_parse, responses, responses_parse, messages, messages_parse]
FREE = [chat, responses, messages]


@pytest.mark.parametrize("ask", CALLS)
def test_a_valid_answer_comes_back_as_an_object_whatever_the_call(ask: Callable[[Any], Any]) -> None:
    with answering(simulated.Script([GOOD])) as calls:
        got = structured(ask, Order)
    assert got.value == Order(order_id="#W1", items=2)
    assert calls.count == len(got.attempts) == got.usage.calls == 1
    assert got.usage.input_tokens > 0


@pytest.mark.parametrize("ask", FREE)
def test_a_refused_answer_is_shown_to_the_model_with_its_fault(ask: Callable[[Any], Any]) -> None:
    with answering(simulated.Script([WRONG, WORDY])) as calls:
        got = structured(ask, Order)
    assert got.value.items == 2
    assert [attempt.text for attempt in got.attempts] == [WRONG, WORDY]
    assert "items: Input should be a valid integer" in got.attempts[0].error
    assert got.attempts[1].error == ""
    roles = [(turn["role"], turn["content"]) for turn in calls[1].messages]
    assert [role for role, _ in roles] == ["user", "assistant", "user"]
    assert roles[1][1] == WRONG
    assert "valid integer" in roles[2][1]


@pytest.mark.parametrize("ask", CALLS)
def test_it_stops_at_the_bound_and_keeps_every_attempt_with_its_cost(ask: Callable[[Any], Any]) -> None:
    with answering(simulated.Script([WRONG])) as calls, pytest.raises(NotValid) as caught:
        structured(ask, Order, attempts=3)
    assert calls.count == len(caught.value.attempts) == caught.value.usage.calls == 3
    assert all("items: Input should be a valid integer" in tried.error for tried in caught.value.attempts)
    assert "No valid answer in 3 attempts (3 calls" in str(caught.value)


@pytest.mark.parametrize("ask", FREE)
def test_the_cost_of_refused_attempts_is_their_sum(ask: Callable[[Any], Any]) -> None:
    with answering(simulated.Script([WRONG, "no", GOOD])):
        got = structured(ask, Order)
    assert got.usage == sum((tried.usage for tried in got.attempts), start=type(got.usage)())
    assert got.usage.output_tokens > got.attempts[-1].usage.output_tokens > 0


def test_only_the_last_refused_answer_is_shown_so_that_the_prompt_stays_short() -> None:
    with answering(simulated.Script(["first", "second", GOOD])) as calls:
        structured(chat, Order)
    assert [turn["content"] for turn in calls[2].messages if turn["role"] == "assistant"] == ["second"]


@pytest.mark.parametrize("kind", ["rate_limit", "server_error", "timeout", "connection_refused"])
def test_a_failed_call_is_an_attempt_and_the_next_is_asked_as_it_was(kind: Any) -> None:
    client = OpenAI(max_retries=0)
    with answering(simulated.Script([WRONG, simulated.Fault(kind), GOOD])) as calls:
        got = structured(
            lambda more: client.chat.completions.create(model="m", messages=[*ASKED, *more]), Order
        )
    assert [bool(tried.error) for tried in got.attempts] == [True, True, False]
    assert got.attempts[1].text == ""
    assert got.attempts[1].usage.calls == 1
    assert isinstance(got.attempts[1].raw, openai.APIError)
    assert calls[2].messages == calls[1].messages


def test_a_failure_that_no_second_try_mends_ends_it_at_once() -> None:
    with answering(simulated.Script([WRONG], then="error")) as calls, pytest.raises(NotValid) as caught:
        structured(chat, Order, attempts=5)  # the second request is a bad request
    assert calls.count == len(caught.value.attempts) == 2
    assert isinstance(caught.value.__cause__, openai.BadRequestError)


def test_a_refused_budget_ends_it_at_once() -> None:
    with answering(simulated.Script([WRONG])), budget(calls=1), pytest.raises(NotValid) as caught:
        structured(chat, Order, attempts=4)
    assert len(caught.value.attempts) == 2
    assert "budget" in caught.value.attempts[-1].error.casefold()


@pytest.mark.parametrize("ask", [chat, chat_parse])
def test_a_cut_answer_is_refused_and_priced_even_if_it_reads(ask: Callable[..., Any]) -> None:
    long = GOOD + " and " * 50

    def short(more: list[Any]) -> Any:
        if ask is chat:
            return chat(more, max_completion_tokens=30)
        return OpenAI().chat.completions.parse(
            model="m", messages=[*ASKED, *more], response_format=Order, max_completion_tokens=3
        )

    with answering(simulated.Script([long])), pytest.raises(NotValid) as caught:
        structured(short, Order, attempts=1)
    assert "cut off" in str(caught.value)
    assert caught.value.usage.output_tokens > 0


def test_a_check_says_no_in_a_sentence_or_with_false() -> None:
    def few(order: Order) -> None:
        if order.items > 1:
            raise ValueError("one item at most")

    with answering(simulated.Script([GOOD, GOOD.replace("2", "1")])) as calls:
        got = structured(chat, Order, check=few)
    assert (got.value.items, got.attempts[0].error) == (1, "one item at most")
    assert "one item at most" in calls[1].messages[-1]["content"]
    with answering(simulated.Script([GOOD])), pytest.raises(NotValid, match="the check refused it"):
        structured(chat, Order, check=lambda order: order.items == 1, attempts=1)


def test_grounded_is_a_check() -> None:
    with answering(simulated.Script([GOOD])):
        assert structured(chat, Order, check=lambda order: grounded(order, "#W1, 2 lamps")).value.items == 2
    with answering(simulated.Script([GOOD])), pytest.raises(NotValid, match="order_id '#W1': not found"):
        structured(chat, Order, check=lambda order: grounded(order, "2 lamps"))


def test_plain_text_will_do_for_a_model() -> None:
    answers = iter(["hm", GOOD])
    got: Valid[Order] = structured(lambda more: next(answers), Order)
    assert got.value.order_id == "#W1"
    assert got.usage.calls == 2


@pytest.mark.parametrize("fault", [NameError("clinet"), KeyError("x"), TypeError("temperature")])
def test_a_mistake_in_ask_is_raised_as_it_is(fault: Exception) -> None:
    def ask(more: list[Any]) -> str:
        raise fault

    with pytest.raises(type(fault)):
        structured(ask, Order)


def test_an_ask_that_returns_something_else_is_told_so() -> None:
    with pytest.raises(TypeError, match=r"Reply\.of reads"):
        structured(lambda more: {"order_id": "#W1"}, Order)


def test_no_attempts_is_no_number_of_attempts() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        structured(chat, Order, attempts=0)


def test_the_async_twin_does_the_same_and_the_plain_one_says_so() -> None:
    async def ask(more: list[Any]) -> Any:
        async with AsyncOpenAI() as client:
            return await client.chat.completions.create(model="m", messages=[*ASKED, *more])

    with answering(simulated.Script([WRONG, GOOD])):
        got = asyncio.run(astructured(ask, Order))
    assert len(got.attempts) == 2
    with pytest.raises(TypeError, match="astructured"):
        structured(ask, Order)


def test_the_exception_survives_the_way_to_another_process() -> None:
    with pytest.raises(NotValid) as caught:
        structured(lambda more: "no", Order)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == str(caught.value)
    assert again.attempts == caught.value.attempts


def test_a_notebook_shows_every_attempt_escaped() -> None:
    answers = iter(["<b>no</b>", GOOD])
    shown = structured(lambda more: next(answers), Order)._repr_html_()
    assert "&lt;b&gt;no&lt;/b&gt;" in shown
    assert "accepted" in shown
