"""Every SDK call that the lessons use: the SDKs as `kit` sets them up, a real socket, the real engine.

What the model says is never asserted, only that the call works and that what comes back has the shape that
the SDK's own types promise.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import anthropic
import openai
import pytest
from pydantic import BaseModel

import kit
from kit.models.engine import MODEL_NAME

ASK: list[Any] = [{"role": "user", "content": "Name a colour. One word."}]
WEATHER = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
TOOL: Any = {
    "type": "function",
    "function": {"name": "get_weather", "description": "Get the weather of a city", "parameters": WEATHER},
}
CLAUDE_TOOL: Any = {
    "name": "get_weather",
    "description": "Get the weather of a city",
    "input_schema": WEATHER,
}
QUESTION: list[Any] = [{"role": "user", "content": "What is the weather in Rome?"}]


class Person(BaseModel):
    name: str
    age: int


PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 12}, "vip": {"type": "boolean"}},
    "required": ["name", "vip"],
    "additionalProperties": False,
}


@pytest.fixture
def client(engine_url: str) -> openai.OpenAI:
    kit.use("local")
    return kit.OpenAI(max_retries=0, timeout=120)


@pytest.fixture
def claude(engine_url: str) -> anthropic.Anthropic:
    kit.use("local")
    return kit.Anthropic(max_retries=0, timeout=120)


def as_promised(raw: Any) -> None:
    """The answer has every field that its SDK type requires, of the right type."""
    type(raw).model_validate(raw.to_dict())


def test_chat_completion(client: openai.OpenAI) -> None:
    raw = client.chat.completions.create(model=MODEL_NAME, messages=ASK, max_tokens=8)
    as_promised(raw)
    assert raw.model == MODEL_NAME
    assert raw.choices[0].finish_reason in ("stop", "length")
    assert raw.usage is not None
    assert 1 <= raw.usage.completion_tokens <= 8


def test_chat_stream(client: openai.OpenAI) -> None:
    chunks = list(
        client.chat.completions.create(
            model=MODEL_NAME, messages=ASK, max_tokens=5, stream=True, stream_options={"include_usage": True}
        )
    )
    assert len(chunks) > 3
    assert chunks[-1].usage is not None
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] in ("stop", "length")


def test_chat_n_counts_the_tokens_of_every_answer(client: openai.OpenAI) -> None:
    end_of_turn = {"2": -100}  # never: so each answer has all its 6 tokens
    raw = client.chat.completions.create(
        model=MODEL_NAME, messages=ASK, n=3, max_tokens=6, logit_bias=end_of_turn
    )
    as_promised(raw)
    assert len(raw.choices) == 3
    assert raw.usage is not None
    assert raw.usage.completion_tokens == 3 * 6
    assert raw.usage.total_tokens == raw.usage.prompt_tokens + raw.usage.completion_tokens
    assert all(choice.logprobs is None for choice in raw.choices), "nobody asked for them"


def test_chat_seed_without_the_prompt_cache_gives_the_same_answer_again(client: openai.OpenAI) -> None:
    texts = {
        client.chat.completions.create(
            model=MODEL_NAME,
            messages=[{"role": "user", "content": "Tell a story."}],
            seed=7,
            temperature=1.0,
            max_tokens=24,
            extra_body={"cache_prompt": False},
        )
        .choices[0]
        .message.content
        for _ in range(2)
    }
    assert len(texts) == 1


def test_chat_logprobs(client: openai.OpenAI) -> None:
    raw = client.chat.completions.create(
        model=MODEL_NAME,
        messages=[{"role": "user", "content": "Tell a story."}],
        max_tokens=4,
        logprobs=True,
        top_logprobs=3,
    )
    as_promised(raw)
    assert raw.choices[0].logprobs is not None
    first = (raw.choices[0].logprobs.content or [])[0]
    assert first.logprob <= 0
    assert len(first.top_logprobs) == 3


def test_chat_parse_gives_the_pydantic_object(client: openai.OpenAI) -> None:
    raw = client.chat.completions.parse(
        model=MODEL_NAME,
        messages=[{"role": "user", "content": "Ann is 9 years old. Who?"}],
        response_format=Person,
        max_tokens=200,
        temperature=0,
    )
    assert isinstance(raw.choices[0].message.parsed, Person)


def test_chat_tools_give_native_tool_calls(client: openai.OpenAI) -> None:
    for seed in range(6):  # a small model does not always call: one call in six tries is what we need
        raw = client.chat.completions.create(
            model=MODEL_NAME, messages=QUESTION, tools=[TOOL], max_tokens=150, seed=seed
        )
        if raw.choices[0].finish_reason == "tool_calls":
            break
    as_promised(raw)
    assert raw.choices[0].finish_reason == "tool_calls"
    (call, *_) = raw.choices[0].message.tool_calls or []
    assert call.function.name == "get_weather"
    assert isinstance(json.loads(call.function.arguments), dict)


def test_chat_takes_a_tool_result_back(client: openai.OpenAI) -> None:
    call = {
        "id": "call_1",
        "type": "function",
        "function": {"name": "get_weather", "arguments": '{"city": "Rome"}'},
    }
    turns: list[Any] = [
        *QUESTION,
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "Sunny, 21 C"},
    ]
    raw = client.chat.completions.create(model=MODEL_NAME, messages=turns, tools=[TOOL], max_tokens=10)
    as_promised(raw)


def test_responses(client: openai.OpenAI) -> None:
    raw = client.responses.create(
        model=MODEL_NAME, input="Say hi.", instructions="Be brief.", store=False, max_output_tokens=40
    )
    as_promised(raw)
    assert raw.output_text
    assert raw.usage is not None
    assert raw.usage.output_tokens_details.reasoning_tokens == 0


def test_responses_cut_short_is_incomplete(client: openai.OpenAI) -> None:
    raw = client.responses.create(model=MODEL_NAME, input="Tell a story.", store=False, max_output_tokens=5)
    assert raw.status == "incomplete"
    assert raw.incomplete_details is not None
    assert raw.incomplete_details.reason == "max_output_tokens"


def test_responses_keep_to_the_schema(client: openai.OpenAI) -> None:
    raw = client.responses.create(
        model=MODEL_NAME,
        input="Ann wants a refund.",
        store=False,
        max_output_tokens=150,
        text={"format": {"type": "json_schema", "name": "ticket", "schema": PERSON, "strict": True}},
    )
    assert raw.status == "completed"
    assert set(json.loads(raw.output_text)) == {"name", "vip"}


def test_responses_parse(client: openai.OpenAI) -> None:
    raw = client.responses.parse(
        model=MODEL_NAME, input="Ann is 9.", text_format=Person, store=False, max_output_tokens=200,
        temperature=0,
    )  # fmt: skip
    assert isinstance(raw.output_parsed, Person)


@pytest.mark.parametrize("bias", ["letters", "an emoji, many tokens a character"])
def test_responses_stream_in_order(client: openai.OpenAI, bias: str) -> None:
    says = "Tell a story." if bias == "letters" else "Repeat: 👦🏦👦🏦👦🏦👦🏦"
    with client.responses.stream(
        model=MODEL_NAME, input=says, store=False, max_output_tokens=12, temperature=0
    ) as stream:
        events = list(stream)
    kinds = [event.type for event in events]
    assert kinds[:2] == ["response.created", "response.in_progress"]
    assert kinds.count("response.created") == 1
    assert kinds[-1] in ("response.completed", "response.incomplete")
    assert [event.sequence_number for event in events] == list(range(len(events)))


def test_responses_refuse_a_previous_response(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="send the earlier turns"):
        client.responses.create(model=MODEL_NAME, input="And?", previous_response_id="resp_1")


def test_embeddings(client: openai.OpenAI) -> None:
    raw = client.embeddings.create(
        model="all-minilm-l6-v2",
        input=["A cat sits on the mat.", "A kitten rests on a rug.", "Interest rates rose again."],
    )
    cat, kitten, rates = (item.embedding for item in raw.data)
    assert len(cat) == 384
    assert dot(cat, cat) == pytest.approx(1, abs=1e-3)
    assert dot(cat, kitten) > 0.5 > 0.2 > dot(cat, rates)


def test_embeddings_refuse_an_input_over_512_tokens(client: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="maximum input is 512 tokens, and one input has 602"):
        client.embeddings.create(model="all-minilm-l6-v2", input=["short", "word " * 600])


def dot(a: list[float], b: list[float]) -> float:
    return sum(x * y for x, y in zip(a, b, strict=True))


def test_messages(claude: anthropic.Anthropic) -> None:
    raw = claude.messages.create(model=MODEL_NAME, system="Be brief.", messages=ASK, max_tokens=8)
    as_promised(raw)
    assert raw.id.startswith("msg_")
    assert raw.stop_reason in ("end_turn", "max_tokens")
    assert raw.usage.output_tokens <= 8


def test_messages_temperature_through_extra_body(claude: anthropic.Anthropic) -> None:
    as_promised(
        claude.messages.create(model=MODEL_NAME, messages=ASK, max_tokens=4, extra_body={"temperature": 0.0})
    )


def test_messages_stream(claude: anthropic.Anthropic) -> None:
    with claude.messages.stream(model=MODEL_NAME, messages=ASK, max_tokens=6) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    as_promised(final)
    assert final.content[0].text == text  # type: ignore[union-attr]


def test_messages_count_tokens(claude: anthropic.Anthropic) -> None:
    short = claude.messages.count_tokens(model=MODEL_NAME, messages=ASK)
    longer = claude.messages.count_tokens(
        model=MODEL_NAME, messages=[{"role": "user", "content": "word " * 50}]
    )
    assert longer.input_tokens > short.input_tokens > 0


def test_messages_tools_give_tool_use(claude: anthropic.Anthropic) -> None:
    for _ in range(6):
        raw = claude.messages.create(model=MODEL_NAME, messages=QUESTION, tools=[CLAUDE_TOOL], max_tokens=150)
        if raw.stop_reason == "tool_use":
            break
    as_promised(raw)
    assert raw.stop_reason == "tool_use"
    used = [block for block in raw.content if block.type == "tool_use"]
    assert used[0].name == "get_weather"


def test_messages_refuse_a_schema_rather_than_ignore_it(claude: anthropic.Anthropic) -> None:
    with pytest.raises(anthropic.BadRequestError, match="no output schema on messages"):
        claude.messages.parse(model=MODEL_NAME, messages=ASK, max_tokens=20, output_format=Person)


def test_a_prompt_over_the_context_is_the_vendors_error(
    client: openai.OpenAI, claude: anthropic.Anthropic
) -> None:
    long: list[Any] = [{"role": "user", "content": "x " * 5000}]
    with pytest.raises(openai.BadRequestError) as raised:
        client.chat.completions.create(model=MODEL_NAME, messages=long, max_tokens=4)
    assert raised.value.code == "context_length_exceeded"
    with pytest.raises(anthropic.BadRequestError, match="prompt is too long"):
        claude.messages.create(model=MODEL_NAME, messages=long, max_tokens=4)


def test_the_main_calls_asynchronously(engine_url: str) -> None:
    async def all_of_them() -> list[Any]:
        kit.use("local")
        client, claude = kit.AsyncOpenAI(timeout=120), kit.AsyncAnthropic(timeout=120)
        whole = await asyncio.gather(
            client.chat.completions.create(model=MODEL_NAME, messages=ASK, max_tokens=4),
            client.responses.create(model=MODEL_NAME, input="Hi", store=False, max_output_tokens=4),
            claude.messages.create(model=MODEL_NAME, messages=ASK, max_tokens=4),
            client.embeddings.create(model="all-minilm-l6-v2", input="hi"),
        )
        async with claude.messages.stream(model=MODEL_NAME, messages=ASK, max_tokens=4) as stream:
            final = await stream.get_final_message()
        streamed = await client.chat.completions.create(
            model=MODEL_NAME, messages=ASK, max_tokens=4, stream=True
        )
        chunks = [chunk async for chunk in streamed]
        assert chunks
        return [*whole[:3], final]

    for raw in asyncio.run(all_of_them()):
        as_promised(raw)
