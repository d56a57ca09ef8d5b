"""What vendors refuse, the simulated wire refuses: HTTP 400 in the vendor's shape, naming what was wrong."""

from __future__ import annotations

from typing import Any

import anthropic
import httpx2
import openai
import pytest
from simulated_clients import USER, anthropic_on, openai_on

from kit.models.simulated import Coin, SimulatedTransport, validate

PNG = "data:image/png;base64,iVBORw0KGgo="


def refused_by_chat(**body: Any) -> dict[str, Any]:
    """Send a raw chat completions body; the error that comes back."""
    with httpx2.Client(transport=SimulatedTransport(Coin())) as client:
        got = client.post("http://sim/v1/chat/completions", json=body)
    assert got.status_code == 400
    return got.json()["error"]


def refused_by_messages(**body: Any) -> str:
    """Send a raw messages body; the sentence that comes back."""
    with httpx2.Client(transport=SimulatedTransport(Coin())) as client:
        got = client.post("http://sim/v1/messages", json=body)
    assert got.status_code == 400
    assert got.json()["type"] == "error"
    assert got.json()["error"]["type"] == "invalid_request_error"
    return got.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "param", "code", "words"),
    [
        ({"messages": USER}, "model", "missing_required_parameter", "Missing required parameter: 'model'."),
        ({"model": "m"}, "messages", "missing_required_parameter", "'messages'"),
        ({"model": "m", "messages": []}, "messages", "empty_array", "at least one"),
        ({"model": "m", "messages": "hi"}, "messages", "invalid_type", "a valid list"),
        (
            {"model": "m", "messages": USER, "colour": 1},
            "colour",
            "unknown_parameter",
            "Unknown parameter: 'colour'.",
        ),
        (
            {"model": "m", "messages": USER, "temperature": "hot"},
            "temperature",
            "invalid_type",
            "a valid number",
        ),
        (
            {"model": "m", "messages": USER, "temperature": 3},
            "temperature",
            "invalid_value",
            "between 0 and 2",
        ),
        ({"model": "m", "messages": USER, "n": 0}, "n", "invalid_value", "between 1 and 128"),
        (
            {"model": "m", "messages": USER, "max_tokens": 0},
            "max_tokens",
            "invalid_value",
            "between 1",
        ),
        (
            {"model": "m", "messages": USER, "top_logprobs": 2},
            "logprobs",
            None,
            "only allowed when 'logprobs'",
        ),
        (
            {"model": "m", "messages": [{"role": "boss", "content": "x"}]},
            "messages[0].role",
            "invalid_value",
            "'boss'",
        ),
        (
            {"model": "m", "messages": [{"role": "user"}]},
            "messages[0].content",
            "missing_required_parameter",
            "",
        ),
        (
            {"model": "m", "messages": [{"role": "user", "content": 3}]},
            "messages[0].content",
            "invalid_type",
            "",
        ),
        (
            {"model": "m", "messages": [{"role": "user", "content": [{"type": "text"}]}]},
            "messages[0].content[0].text",
            "missing_required_parameter",
            "",
        ),
        (
            {"model": "m", "messages": [{"role": "user", "content": [{"type": "txt", "text": "x"}]}]},
            "messages[0].content[0].type",
            "invalid_value",
            "'text', 'image_url'",
        ),
        (
            {"model": "m", "messages": [*USER, {"role": "tool", "tool_call_id": "c", "content": "x"}]},
            "messages[1]",
            None,
            "must follow a message that has that tool call",
        ),
        (
            {"model": "m", "messages": USER, "tools": [{"type": "function"}]},
            "tools[0].function",
            None,
            "Missing",
        ),
    ],
)
def test_chat_completions_refuses_as_openai_does(body: Any, param: str, code: str | None, words: str) -> None:
    error = refused_by_chat(**body)
    assert error["type"] == "invalid_request_error"
    assert error["param"] == param
    assert words in error["message"]
    assert code is None or error["code"] == code


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"model": "m", "messages": USER}, "max_tokens: Field required"),
        ({"max_tokens": 5, "messages": USER}, "model: Field required"),
        ({"model": "m", "max_tokens": 5, "messages": []}, "messages: at least one message is required"),
        ({"model": "m", "max_tokens": 0, "messages": USER}, "max_tokens: must be between 1"),
        ({"model": "m", "max_tokens": "5", "messages": USER}, "max_tokens: Input should be a valid integer"),
        ({"model": "m", "max_tokens": 5, "messages": USER, "n": 2}, "n: Extra inputs are not permitted"),
        (
            {"model": "m", "max_tokens": 5, "messages": USER, "temperature": 1.5},
            "temperature: must be between 0 and 1",
        ),
        (
            {"model": "m", "max_tokens": 5, "messages": [{"role": "boss", "content": "x"}]},
            "messages.0.role: Input should be 'user', 'assistant', 'system'; got 'boss'",
        ),
        (
            {"model": "m", "max_tokens": 5, "messages": [{"role": "user", "content": [{"type": "text"}]}]},
            "messages.0.content.0.text: Field required",
        ),
        (
            {
                "model": "m",
                "max_tokens": 5,
                "messages": [
                    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": "x"}]}
                ],
            },
            "messages.0: the tool result for 't' must follow",
        ),
    ],
)
def test_messages_refuses_as_anthropic_does(body: Any, words: str) -> None:
    assert words in refused_by_messages(**body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"input": "x"}, "Missing required parameter: 'model'."),
        ({"model": "m", "input": [{"role": "boss", "content": "x"}]}, "Invalid value for 'input[0].role'"),
        ({"model": "m", "input": [{"role": "user"}]}, "Missing required parameter: 'input[0].content'."),
        ({"model": "m", "input": "x", "messages": []}, "Unknown parameter: 'messages'."),
        (
            {"model": "m", "input": "x", "previous_response_id": "resp_1"},
            "Previous response with id 'resp_1' not found.",
        ),
        ({"model": "m", "input": "x", "max_output_tokens": "9"}, "Invalid type for 'max_output_tokens'"),
    ],
)
def test_responses_refuses_as_openai_does(body: Any, words: str) -> None:
    with httpx2.Client(transport=SimulatedTransport(Coin())) as client:
        got = client.post("http://sim/v1/responses", json=body)
    assert got.status_code == 400
    assert words in got.json()["error"]["message"]


def test_the_sdks_raise_bad_request_and_the_call_is_evidence() -> None:
    transport = SimulatedTransport(Coin())
    with pytest.raises(openai.BadRequestError) as caught:
        openai_on(transport).chat.completions.create(model="m", messages=USER, extra_body={"colour": 1})
    assert (caught.value.param, caught.value.code) == ("colour", "unknown_parameter")
    with pytest.raises(anthropic.BadRequestError, match="colour: Extra inputs"):
        anthropic_on(transport).messages.create(
            model="m", max_tokens=5, messages=USER, extra_body={"colour": 1}
        )
    assert [(call.status, call.sdk, call.finish) for call in transport.calls] == [
        (400, "openai", "error"),
        (400, "anthropic", "error"),
    ]
    assert transport.calls[0].error == "Unknown parameter: 'colour'."


def test_a_path_that_no_vendor_has_is_not_found() -> None:
    with pytest.raises(openai.NotFoundError, match="Invalid URL"):
        openai_on(SimulatedTransport(Coin())).post("/nothing", cast_to=object)


def test_a_body_that_is_no_json_is_refused() -> None:
    with httpx2.Client(transport=SimulatedTransport(Coin())) as client:
        for content in (b"{", b"[]", b"\xff"):
            assert client.post("http://sim/v1/chat/completions", content=content).status_code == 400


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
def test_the_local_engines_cache_prompt_is_taken_and_ignored(protocol: str) -> None:
    transport, extra = SimulatedTransport(Coin()), {"cache_prompt": False}
    if protocol == "chat":
        openai_on(transport).chat.completions.create(model="m", messages=USER, extra_body=extra)
    elif protocol == "responses":
        openai_on(transport).responses.create(model="m", input="?", extra_body=extra)
    else:
        anthropic_on(transport).messages.create(
            model="m", max_tokens=5, messages=USER, extra_body={**extra, "temperature": 0}
        )
    assert transport.calls.last.status == 200


def test_what_the_sdks_accept_in_a_richer_request_is_accepted() -> None:
    transport = SimulatedTransport(Coin())
    picture: Any = [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": PNG}},
    ]
    openai_on(transport).chat.completions.create(
        model="m",
        messages=[{"role": "developer", "content": "Be brief."}, {"role": "user", "content": picture}],
        temperature=0.2,
        top_p=0.9,
        max_completion_tokens=20,
        presence_penalty=0.1,
        user="someone",
        metadata={"run": "1"},
        store=False,
        reasoning_effort="low",
        parallel_tool_calls=True,
        tools=[
            {"type": "function", "function": {"name": "f", "strict": True, "parameters": {"type": "object"}}}
        ],
        tool_choice="auto",
    )
    anthropic_on(transport).messages.create(
        model="m",
        max_tokens=20,
        system=[{"type": "text", "text": "Be brief.", "cache_control": {"type": "ephemeral"}}],
        messages=[
            {"role": "user", "content": [{"type": "text", "text": "Hello"}]},
            {"role": "assistant", "content": "Hi."},
            {"role": "user", "content": "Again"},
        ],
        metadata={"user_id": "u"},
        thinking={"type": "disabled"},
    )
    openai_on(transport).responses.create(
        model="m",
        input=[{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}],
        reasoning={"effort": "low"},
        text={"verbosity": "low"},
        store=False,
        tools=[{"type": "function", "name": "f", "parameters": {"type": "object"}, "strict": None}],
    )
    assert [call.status for call in transport.calls] == [200, 200, 200]


def test_a_dumped_answer_is_taken_back() -> None:
    transport = SimulatedTransport(Coin("up", 1.0))
    client, claude = openai_on(transport), anthropic_on(transport)
    message: Any = client.chat.completions.create(model="m", messages=USER).choices[0].message.model_dump()
    client.chat.completions.create(model="m", messages=[*USER, message, *USER])
    content: Any = [
        part.model_dump() for part in claude.messages.create(model="m", max_tokens=5, messages=USER).content
    ]
    claude.messages.create(
        model="m", max_tokens=5, messages=[*USER, {"role": "assistant", "content": content}, *USER]
    )
    output: Any = [item.model_dump() for item in client.responses.create(model="m", input="?").output]
    client.responses.create(model="m", input=[*USER, *output, *USER])
    assert {call.status for call in transport.calls} == {200}


@pytest.mark.parametrize("name", sorted(validate._TYPES))
def test_every_protocol_has_a_validator(name: str) -> None:
    assert validate._validator(name) is validate._validator(name)
