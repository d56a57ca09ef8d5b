"""The wire of simulated models: what the SDKs' own types, taken strictly, find in it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from enum import Enum
from typing import Any

import anthropic.types
import httpx2
import openai
import pytest
from openai.types.chat import ChatCompletion, ChatCompletionChunk
from openai.types.responses import Response, ResponseStreamEvent
from pydantic import BaseModel, TypeAdapter
from simulated_clients import (
    USER,
    anthropic_on,
    async_anthropic_on,
    async_openai_on,
    chat_text,
    openai_on,
)

from kit.models.simulated import (
    Classifier,
    Coin,
    Draft,
    Fault,
    Script,
    SimulatedTransport,
    ToolCall,
)

WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
CHAT_TOOL: Any = {"type": "function", "function": {"name": "weather", "parameters": WEATHER}}
RESPONSES_TOOL: Any = {"type": "function", "name": "weather", "parameters": WEATHER, "strict": True}
MESSAGES_TOOL: Any = {"name": "weather", "input_schema": WEATHER}
SAID = [
    Draft("It is sunny, I think; or not."),
    Draft(
        "Let me look.",
        tool_calls=(ToolCall("weather", {"city": "Bern"}), ToolCall("weather", {"city": "Rome"})),
    ),
    Draft(refusal="I will not say."),
    Draft("It was going to be", finish="length"),
]


def said(draft: Draft) -> SimulatedTransport:
    return SimulatedTransport(Script([draft]))


def post(transport: SimulatedTransport, path: str, **body: Any) -> httpx2.Response:
    head = {"anthropic-version": "2023-06-01"} if "messages" in path else {}
    with httpx2.Client(transport=transport) as client:
        return client.post(f"http://sim/v1{path}", json={"model": "any", **body}, headers=head)


def events(response: httpx2.Response) -> Iterator[bytes]:
    assert response.headers["content-type"].startswith("text/event-stream")
    for block in response.content.decode().strip().split("\n\n"):
        data = block.rpartition("data: ")[2]
        if data != "[DONE]" and json.loads(data).get("type") != "ping":
            yield data.encode()


def assert_no_strangers(value: Any) -> None:
    """No field on the wire that the SDK's type does not name."""
    if isinstance(value, BaseModel):
        assert not value.model_extra, f"{type(value).__name__} knows no {sorted(value.model_extra or ())}"
        for name in value.model_fields_set:
            assert_no_strangers(getattr(value, name))
    elif isinstance(value, list):
        for one in value:
            assert_no_strangers(one)


@pytest.mark.parametrize("draft", SAID)
def test_a_chat_completion_is_what_the_type_says(draft: Draft) -> None:
    got = post(
        said(draft), "/chat/completions", messages=USER, n=2, logprobs=True, top_logprobs=2, tools=[CHAT_TOOL]
    )
    assert_no_strangers(ChatCompletion.model_validate_json(got.content, strict=True))


@pytest.mark.parametrize("draft", SAID)
def test_a_response_is_what_the_type_says(draft: Draft) -> None:
    got = post(
        said(draft),
        "/responses",
        input="Up?",
        instructions="Be short.",
        tools=[RESPONSES_TOOL],
        include=["message.output_text.logprobs"],
        top_logprobs=2,
    )
    assert_no_strangers(Response.model_validate_json(got.content, strict=True))


@pytest.mark.parametrize("draft", SAID)
def test_a_message_is_what_the_type_says(draft: Draft) -> None:
    got = post(said(draft), "/messages", messages=USER, max_tokens=50, tools=[MESSAGES_TOOL])
    assert_no_strangers(anthropic.types.Message.model_validate_json(got.content, strict=True))


@pytest.mark.parametrize("draft", SAID)
def test_every_streamed_event_is_what_the_types_say(draft: Draft) -> None:
    usage = {"include_usage": True}
    got = post(
        said(draft), "/chat/completions", messages=USER, stream=True, stream_options=usage, n=2, logprobs=True
    )
    for data in events(got):
        assert_no_strangers(ChatCompletionChunk.model_validate_json(data, strict=True))
    union: Any = TypeAdapter(ResponseStreamEvent)
    for data in events(post(said(draft), "/responses", input="Up?", stream=True)):
        assert_no_strangers(union.validate_json(data, strict=True))
    union = TypeAdapter(anthropic.types.RawMessageStreamEvent)
    for data in events(post(said(draft), "/messages", messages=USER, max_tokens=50, stream=True)):
        assert_no_strangers(union.validate_json(data, strict=True))


@pytest.mark.parametrize("draft", SAID)
def test_a_stream_adds_up_to_the_whole_answer(draft: Draft) -> None:
    claude = anthropic_on(said(draft))
    whole = claude.messages.create(model="any", messages=USER, max_tokens=50)
    with claude.messages.stream(model="any", messages=USER, max_tokens=50) as stream:
        streamed = stream.get_final_message()
    kinds = [
        (block.type, getattr(block, "text", None) or getattr(block, "input", None)) for block in whole.content
    ]
    assert kinds == [
        (b.type, getattr(b, "text", None) or getattr(b, "input", None)) for b in streamed.content
    ]
    assert (whole.stop_reason, whole.usage.output_tokens) == (
        streamed.stop_reason,
        streamed.usage.output_tokens,
    )
    client = openai_on(said(draft))
    response = client.responses.create(model="any", input="?")
    with client.responses.stream(model="any", input="?") as parts:
        end = list(parts)[-1]
    assert end.type == f"response.{response.status}"
    assert [part.type for part in end.response.output] == [part.type for part in response.output]  # type: ignore[union-attr]
    first = client.chat.completions.create(model="any", messages=USER)
    with client.chat.completions.stream(model="any", messages=USER) as chunks:
        if draft.finish == "length":  # the SDK's helper raises rather than hand over half an answer
            with pytest.raises(openai.LengthFinishReasonError):
                chunks.get_final_completion()
            return
        final = chunks.get_final_completion()
    assert first.choices[0].finish_reason == final.choices[0].finish_reason
    assert (first.choices[0].message.content or None) == (final.choices[0].message.content or None)
    assert first.choices[0].message.refusal == final.choices[0].message.refusal
    arguments = [call.function.arguments for call in first.choices[0].message.tool_calls or ()]  # type: ignore[union-attr]
    assert arguments == [call.function.arguments for call in final.choices[0].message.tool_calls or ()]


def test_the_asynchronous_clients_are_answered_whole_and_streamed() -> None:
    async def all_three() -> list[str]:
        transport = SimulatedTransport(Script(["up"]))
        client, claude = async_openai_on(transport), async_anthropic_on(transport)
        chat = await client.chat.completions.create(model="any", messages=USER)
        response = await client.responses.create(model="any", input="?")
        message = await claude.messages.create(model="any", messages=USER, max_tokens=9)
        chunks = await client.chat.completions.create(model="any", messages=USER, stream=True)
        text = "".join([chunk.choices[0].delta.content or "" async for chunk in chunks])
        async with claude.messages.stream(model="any", messages=USER, max_tokens=9) as stream:
            streamed = await stream.get_final_text()
        return [
            chat.choices[0].message.content or "",
            response.output_text,
            message.content[0].text,
            text,
            streamed,
        ]  # type: ignore[union-attr]

    assert asyncio.run(all_three()) == ["up"] * 5


def test_max_tokens_cuts_the_answer_and_says_so() -> None:
    transport = SimulatedTransport(Script(["one two three four five"]))
    client = openai_on(transport)
    for limit in ("max_tokens", "max_completion_tokens"):
        choice = client.chat.completions.create(model="any", messages=USER, **{limit: 3}).choices[0]
        assert (choice.message.content, choice.finish_reason) == ("one two three", "length")
    response = client.responses.create(model="any", input="?", max_output_tokens=3)
    assert (response.output_text, response.status) == ("one two three", "incomplete")
    assert response.incomplete_details is not None
    assert response.incomplete_details.reason == "max_output_tokens"
    message = anthropic_on(transport).messages.create(model="any", messages=USER, max_tokens=3)
    assert (message.content[0].text, message.stop_reason) == ("one two three", "max_tokens")  # type: ignore[union-attr]
    assert message.usage.output_tokens == 3


def test_stop_sequences_end_the_answer() -> None:
    transport = SimulatedTransport(Script(["one, two; three"]))
    choice = (
        openai_on(transport).chat.completions.create(model="any", messages=USER, stop=[";", ","]).choices[0]
    )
    assert (choice.message.content, choice.finish_reason) == ("one", "stop")
    message = anthropic_on(transport).messages.create(
        model="any", messages=USER, max_tokens=50, stop_sequences=[";"]
    )
    assert (message.content[0].text, message.stop_reason) == ("one, two", "stop_sequence")  # type: ignore[union-attr]
    assert message.stop_sequence == ";"


def test_log_probabilities_are_those_of_the_model() -> None:
    transport = SimulatedTransport(Coin("yes", 0.8, "no"))
    choice = (
        openai_on(transport)
        .chat.completions.create(model="any", messages=USER, logprobs=True, top_logprobs=5, temperature=0)
        .choices[0]
    )
    assert choice.logprobs is not None
    assert choice.logprobs.content is not None
    top = {
        alternative.token: 2.718281828459045**alternative.logprob
        for alternative in choice.logprobs.content[0].top_logprobs
    }
    assert top == pytest.approx({"yes": 0.8, "no": 0.2})


class Intent(Enum):
    refund = "refund"
    delivery = "delivery"


class Sorted(BaseModel):
    why: str
    intent: Intent
    confidence: float


def test_parse_gets_an_answer_of_the_schema_from_all_three() -> None:
    transport = SimulatedTransport(
        Classifier({"money back": "refund", "where is it": "delivery"}, accuracy=1.0)
    )
    client = openai_on(transport)
    ask: Any = [{"role": "user", "content": "Where is it?"}]
    chat = (
        client.chat.completions.parse(model="any", messages=ask, response_format=Sorted)
        .choices[0]
        .message.parsed
    )
    response = client.responses.parse(model="any", input="Where is it?", text_format=Sorted).output_parsed
    message = anthropic_on(transport).messages.parse(
        model="any", messages=ask, max_tokens=99, output_format=Sorted
    )
    for parsed in (chat, response, message.parsed_output):
        assert isinstance(parsed, Sorted)
        assert (parsed.intent, parsed.confidence) == (Intent.delivery, 1.0)


def test_a_forced_tool_is_called_with_the_answer() -> None:
    transport = SimulatedTransport(Classifier({"where is it": "delivery", "money": "refund"}, accuracy=1.0))
    tool: Any = {
        "name": "file",
        "input_schema": {"properties": {"label": {"enum": ["refund", "delivery"]}}, "type": "object"},
    }
    ask: Any = [{"role": "user", "content": "Where is it?"}]
    message = anthropic_on(transport).messages.create(
        model="any", messages=ask, max_tokens=99, tools=[tool], tool_choice={"type": "tool", "name": "file"}
    )
    assert message.stop_reason == "tool_use"
    assert message.content[0].input == {"label": "delivery"}  # type: ignore[union-attr]


def test_a_tool_loop_runs_in_every_protocol_with_what_came_sent_back_as_it_is() -> None:
    script = Script([Draft("Let me look.", tool_calls=(ToolCall("weather", {"city": "Bern"}),)), "It rains."])
    client = openai_on(SimulatedTransport(script))
    chat: list[Any] = list(USER)
    first = client.chat.completions.create(model="any", messages=chat, tools=[CHAT_TOOL]).choices[0].message
    assert first.tool_calls
    chat += [first, {"role": "tool", "tool_call_id": first.tool_calls[0].id, "content": "rain"}]
    assert (
        client.chat.completions.create(model="any", messages=chat, tools=[CHAT_TOOL])
        .choices[0]
        .message.content
        == "It rains."
    )

    client, talk = openai_on(SimulatedTransport(script)), list[Any](USER)
    response = client.responses.create(model="any", input=talk, tools=[RESPONSES_TOOL], store=False)
    call = response.output[-1]
    assert call.type == "function_call"
    talk += [*response.output, {"type": "function_call_output", "call_id": call.call_id, "output": "rain"}]
    assert client.responses.create(model="any", input=talk, tools=[RESPONSES_TOOL]).output_text == "It rains."

    transport = SimulatedTransport(script)
    claude, turns = anthropic_on(transport), list[Any](USER)
    message = claude.messages.create(model="any", messages=turns, max_tokens=50, tools=[MESSAGES_TOOL])
    use = message.content[-1]
    assert use.type == "tool_use"
    result = {"type": "tool_result", "tool_use_id": use.id, "content": "rain"}
    turns += [{"role": "assistant", "content": message.content}, {"role": "user", "content": [result]}]
    done = claude.messages.create(model="any", messages=turns, max_tokens=50, tools=[MESSAGES_TOOL])
    assert done.content[0].text == "It rains."  # type: ignore[union-attr]
    assert transport.calls[0].tool_calls == (("weather", '{"city": "Bern"}'),)
    assert [call.finish for call in transport.calls] == ["tool", "stop"]


def test_the_anthropic_tool_runner_runs_on_it() -> None:
    transport = SimulatedTransport(Script([ToolCall("weather", {"city": "Bern"}), "It rains in Bern."]))
    asked = []

    @anthropic.beta_tool
    def weather(city: str) -> str:
        """Look up the weather."""
        asked.append(city)
        return "rain"

    runner = anthropic_on(transport).beta.messages.tool_runner(
        model="any", max_tokens=50, tools=[weather], messages=USER, thread=False
    )
    assert runner.until_done().content[0].text == "It rains in Bern."  # type: ignore[union-attr]
    assert asked == ["Bern"]


def test_counted_tokens_are_the_tokens_that_are_charged() -> None:
    claude = anthropic_on(SimulatedTransport(Coin()))
    counted = claude.messages.count_tokens(model="any", messages=USER, system="Be brief.").input_tokens
    usage = claude.messages.create(model="any", messages=USER, system="Be brief.", max_tokens=5).usage
    assert counted == usage.input_tokens > 5


def test_calls_are_evidence_that_cannot_be_changed() -> None:
    transport = SimulatedTransport(Script(["up", Fault("server_error"), "down"]))
    client = openai_on(transport)
    chat_text(client, "First?", temperature=0.5)
    with pytest.raises(openai.InternalServerError):
        chat_text(client, "Second?")
    chat_text(client, "Third?")
    calls = transport.calls
    assert [call.text for call in calls] == ["up", "", "down"]
    assert [call.status for call in calls] == [200, 500, 200]
    assert (calls.count, calls.usage.calls, calls.last.messages[0]["content"]) == (3, 3, "Third?")
    assert calls.usage.output_tokens == 2
    assert "<td>First?</td><td>up</td>" in calls._repr_html_()
    calls[0].params["temperature"] = 99
    calls[0].messages[0]["content"] = "forged"
    assert calls[0].params["temperature"] == 0.5
    assert calls[0].messages[0]["content"] == "First?"
    with pytest.raises(AttributeError):
        calls[0].status = 500  # type: ignore[misc]


def test_a_script_follows_its_lines_then_repeats_or_stops() -> None:
    repeating = openai_on(SimulatedTransport(Script(["a", lambda asked: f"You said {asked.text}"])))
    assert [chat_text(repeating, word) for word in ("x", "y", "z")] == ["a", "You said y", "You said z"]
    ending = openai_on(SimulatedTransport(Script(["a"], then="error")))
    chat_text(ending, "x")
    with pytest.raises(openai.BadRequestError, match="The script ends with reply 1 and this is answer 2"):
        chat_text(ending, "x")


def test_each_of_n_answers_takes_the_next_reply_and_a_fault_among_them_is_all_that_comes() -> None:
    script = Script(["a", "b", "c", Fault("refusal"), "d", Fault("rate_limit"), "e"])
    transport = SimulatedTransport(script)
    client = openai_on(transport)

    def two() -> list[str | None]:
        done = client.chat.completions.create(model="any", messages=USER, n=2)
        return [choice.message.content for choice in done.choices]

    assert (two(), two()) == (["a", "b"], ["c", None])
    with pytest.raises(openai.RateLimitError):
        two()
    assert two() == ["e", "e"]
    assert [call.fault for call in transport.calls] == [None, "refusal", "rate_limit", None]


def test_a_script_may_state_the_usage() -> None:
    client = openai_on(SimulatedTransport(Script([Draft("up", input_tokens=1000, output_tokens=500)])))
    usage = client.chat.completions.create(model="any", messages=USER).usage
    assert usage is not None
    assert (usage.prompt_tokens, usage.completion_tokens, usage.total_tokens) == (1000, 500, 1500)


def test_latency_is_waited_for_and_the_clients_timeout_honoured() -> None:
    client = openai_on(SimulatedTransport(Coin(latency=0.15)))
    started = time.perf_counter()
    chat_text(client, "?")
    assert time.perf_counter() - started >= 0.15
    with pytest.raises(openai.APITimeoutError):
        chat_text(client, "?", timeout=0.02)


@pytest.mark.parametrize("latency", [-1.0, (0.0, 0.1), (0.2, 0.1)])
def test_a_latency_that_cannot_be_is_refused_in_a_sentence(latency: Any) -> None:
    with pytest.raises(ValueError, match="latency is seconds, 0 or more, or"):
        SimulatedTransport(Coin(latency=latency))


def test_a_simulated_call_costs_less_than_two_milliseconds_beyond_the_sdk() -> None:
    canned = ChatCompletion.model_validate_json(
        post(said(SAID[0]), "/chat/completions", messages=USER).content
    )
    bare = openai_on(httpx2.MockTransport(lambda _: httpx2.Response(200, json=canned.model_dump())))
    client = openai_on(SimulatedTransport(Coin()))

    def best(one: openai.OpenAI) -> float:
        times = []
        for _ in range(60):
            started = time.perf_counter()
            chat_text(one, "?")
            times.append(time.perf_counter() - started)
        return min(times)

    assert best(client) - best(bare) < 0.002
