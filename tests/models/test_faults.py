"""Faults on purpose: for each kind and vendor, the SDK raises or returns what it would at work."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import anthropic
import httpx2
import openai
import pytest
from anthropic import _exceptions as anthropic_errors
from pydantic import BaseModel, ValidationError
from simulated_clients import USER, anthropic_on, async_anthropic_on, async_openai_on, chat_text, openai_on

from kit.models.layers.faults import KINDS, Fault, Faults, FaultTransport, faults
from kit.models.simulated import Script, SimulatedTransport

# What each SDK raises, whole and streamed. anthropic's stream hands transport errors on as they are.
RAISED: list[tuple[str, str, type[BaseException], type[BaseException]]] = [
    ("rate_limit", "openai", openai.RateLimitError, openai.RateLimitError),
    ("rate_limit", "anthropic", anthropic.RateLimitError, anthropic.RateLimitError),
    ("rate_limit_no_header", "openai", openai.RateLimitError, openai.RateLimitError),
    ("rate_limit_no_header", "anthropic", anthropic.RateLimitError, anthropic.RateLimitError),
    ("server_error", "openai", openai.InternalServerError, openai.InternalServerError),
    ("server_error", "anthropic", anthropic.InternalServerError, anthropic.InternalServerError),
    ("overloaded", "openai", openai.InternalServerError, openai.InternalServerError),
    ("overloaded", "anthropic", anthropic_errors.OverloadedError, anthropic_errors.OverloadedError),
    ("timeout", "openai", openai.APITimeoutError, openai.APITimeoutError),
    ("timeout", "anthropic", anthropic.APITimeoutError, anthropic.APITimeoutError),
    ("connection_refused", "openai", openai.APIConnectionError, openai.APIConnectionError),
    ("connection_refused", "anthropic", anthropic.APIConnectionError, anthropic.APIConnectionError),
    ("reset_mid_stream", "openai", openai.APIConnectionError, openai.APIConnectionError),
    ("reset_mid_stream", "anthropic", anthropic.APIConnectionError, httpx2.ReadError),
]
ANSWERED = ["truncated", "refusal", "malformed_json", "wrong_shape"]


def failing(kind: Any, answer: str = "up") -> FaultTransport:
    return FaultTransport(SimulatedTransport(Script([answer])), Faults(kind))


def ask(sdk: str, transport: Any, **options: Any) -> Any:
    """Ask, whole or streamed (then to the end); what came."""
    if sdk == "openai":
        got = openai_on(transport).chat.completions.create(model="any", messages=USER, **options)
    else:
        got = anthropic_on(transport).messages.create(model="any", max_tokens=50, messages=USER, **options)
    return list(got) if options.get("stream") else got


async def ask_async(sdk: str, transport: Any, **options: Any) -> Any:
    """Do the same with the asynchronous clients."""
    got: Any
    if sdk == "openai":
        got = await async_openai_on(transport).chat.completions.create(model="any", messages=USER, **options)
    else:
        client = async_anthropic_on(transport)
        got = await client.messages.create(model="any", max_tokens=50, messages=USER, **options)
    return [event async for event in got] if options.get("stream") else got


@pytest.mark.parametrize(("kind", "sdk", "whole", "streamed"), RAISED)
def test_the_sdk_raises_what_it_would_at_work(
    kind: str, sdk: str, whole: type[BaseException], streamed: type[BaseException]
) -> None:
    for wanted, options in ((whole, {}), (streamed, {"stream": True})):
        with pytest.raises(wanted) as caught:
            ask(sdk, failing(kind), **options)
        assert type(caught.value) is wanted
        with pytest.raises(wanted) as caught:
            asyncio.run(ask_async(sdk, failing(kind), **options))
        assert type(caught.value) is wanted


@pytest.mark.parametrize(
    ("kind", "status"), [("rate_limit", 429), ("server_error", 500), ("overloaded", 503)]
)
def test_the_responses_api_fails_alike(kind: str, status: int) -> None:
    with pytest.raises(openai.APIStatusError) as caught:
        openai_on(failing(kind)).responses.create(model="any", input="?")
    assert caught.value.status_code == status


def test_error_bodies_are_the_vendors_own() -> None:
    with pytest.raises(openai.RateLimitError) as limited:
        ask("openai", failing("rate_limit"))
    assert (limited.value.code, limited.value.type) == ("rate_limit_exceeded", "requests")
    with pytest.raises(anthropic_errors.OverloadedError) as overloaded:
        ask("anthropic", failing("overloaded"))
    assert overloaded.value.status_code == 529
    assert overloaded.value.body["error"] == {"type": "overloaded_error", "message": "Overloaded"}  # type: ignore[index]


def test_half_a_stream_comes_before_it_breaks() -> None:
    for kind, error in (("reset_mid_stream", openai.APIConnectionError),):
        came = []
        with pytest.raises(error):  # noqa: PT012
            for chunk in openai_on(failing(kind)).chat.completions.create(
                model="any", messages=USER, stream=True
            ):
                came.append(chunk.choices[0].delta.content)
        assert len("".join(filter(None, came))) > 5


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_a_truncated_answer_stops_short_and_says_length(sdk: str, streamed: bool) -> None:
    got = ask(sdk, failing("truncated"), stream=streamed)
    if sdk == "openai":
        choices = [event.choices[0] for event in got] if streamed else got.choices
        text = "".join((choice.delta if streamed else choice.message).content or "" for choice in choices)
        finish = choices[-1].finish_reason
    elif streamed:
        text = "".join(event.delta.text for event in got if event.type == "content_block_delta")
        finish = next(event.delta.stop_reason for event in got if event.type == "message_delta")
    else:
        text, finish = got.content[0].text, got.stop_reason
    assert text.endswith("Your refund is")
    assert finish == ("length" if sdk == "openai" else "max_tokens")


def test_a_truncated_response_is_incomplete() -> None:
    response = openai_on(failing("truncated")).responses.create(model="any", input="?")
    assert response.status == "incomplete"
    assert response.incomplete_details is not None
    assert response.incomplete_details.reason == "max_output_tokens"


def test_a_refusal_is_where_each_vendor_puts_it() -> None:
    message = ask("openai", failing("refusal")).choices[0].message
    assert message.content is None
    assert "can't help" in message.refusal
    response = openai_on(failing("refusal")).responses.create(model="any", input="?")
    assert response.output[0].content[0].type == "refusal"  # type: ignore[union-attr]
    refused = ask("anthropic", failing("refusal"))
    assert (refused.stop_reason, refused.content, refused.stop_details.type) == ("refusal", [], "refusal")


class Label(BaseModel):
    label: str
    sure: float


@pytest.mark.parametrize("kind", ["malformed_json", "wrong_shape"])
def test_parse_raises_for_an_answer_that_is_not_what_was_asked_for(kind: str) -> None:
    with pytest.raises(ValidationError):
        openai_on(failing(kind)).chat.completions.parse(model="any", messages=USER, response_format=Label)
    with pytest.raises(ValidationError):
        anthropic_on(failing(kind)).messages.parse(
            model="any", max_tokens=50, messages=USER, output_format=Label
        )


def test_malformed_json_is_the_answer_not_quite() -> None:
    with pytest.raises(json.JSONDecodeError, match="delimiter"):
        json.loads(chat_text(openai_on(failing("malformed_json")), "?"))


@pytest.mark.parametrize("kind", ANSWERED)
def test_faults_that_are_answers_raise_nothing_by_themselves(kind: str) -> None:
    for sdk in ("openai", "anthropic"):
        ask(sdk, failing(kind))
        ask(sdk, failing(kind), stream=True)
        asyncio.run(ask_async(sdk, failing(kind), stream=True))


@pytest.mark.parametrize(("sdk", "client"), [("openai", openai_on), ("anthropic", anthropic_on)])
def test_the_sdks_own_retry_waits_as_long_as_it_is_told(sdk: str, client: Any) -> None:
    transport = failing([Fault("rate_limit", retry_after=0.7), None])
    retrying, started = client(transport, max_retries=1), time.perf_counter()
    if sdk == "openai":
        retrying.chat.completions.create(model="any", messages=USER)
    else:
        retrying.messages.create(model="any", max_tokens=50, messages=USER)
    assert time.perf_counter() - started >= 0.7  # its own back-off would be 0.5 s at most
    assert transport.faults.happened == ["rate_limit", None]


def test_a_rate_is_the_share_of_requests_that_fail_and_is_seeded() -> None:
    def happened(seed: int) -> list[str | None]:
        told = Faults("server_error", rate=0.3, seed=seed)
        transport = FaultTransport(SimulatedTransport(Script(["up"])), told)
        with httpx2.Client(transport=transport) as client:
            for _ in range(300):
                client.post("http://sim/v1/chat/completions", json={"model": "any", "messages": USER})
        return transport.faults.happened

    assert happened(1) == happened(1) != happened(2)
    assert 60 <= sum(kind is not None for kind in happened(1)) <= 120


def test_a_script_of_faults_passes_where_it_says_none_and_after_its_end() -> None:
    transport = failing([None, "server_error", "refusal"], "up")
    got = []
    for _ in range(5):
        try:
            got.append(ask("openai", transport).choices[0].message.content)
        except openai.InternalServerError:
            got.append("500")
    assert got == ["up", "500", None, "up", "up"]
    assert transport.faults.count == 2


def test_faults_in_a_simulated_script_are_the_same_faults() -> None:
    transport = SimulatedTransport(Script([Fault("overloaded"), Fault("truncated"), Fault("timeout"), "up"]))
    with pytest.raises(anthropic_errors.OverloadedError):
        ask("anthropic", transport)
    assert ask("anthropic", transport).stop_reason == "max_tokens"
    with pytest.raises(openai.APITimeoutError):
        ask("openai", transport)
    assert ask("openai", transport).choices[0].message.content == "up"
    assert [call.fault for call in transport.calls] == ["overloaded", "truncated", "timeout", None]
    assert [call.finish for call in transport.calls] == ["error", "length", "error", "stop"]


def test_faults_that_are_answers_leave_alone_what_asks_for_none() -> None:
    inner = httpx2.MockTransport(lambda _: httpx2.Response(200, json={"object": "list", "data": []}))
    assert openai_on(FaultTransport(inner, Faults("truncated"))).models.list().data == []
    with pytest.raises(openai.RateLimitError):
        openai_on(FaultTransport(inner, Faults("rate_limit"))).models.list()


def test_faults_apply_to_every_kit_client_while_the_block_runs() -> None:
    import kit

    with kit.answering(Script(["up"])), kit.faults(["server_error"]) as told:
        client = kit.OpenAI(max_retries=0)
        with pytest.raises(openai.InternalServerError):
            chat_text(client, "?")
        assert chat_text(client, "?") == "up"
    assert told.happened == ["server_error", None]


@pytest.mark.parametrize(
    "wrong", [lambda: Faults("nothing"), lambda: Faults("timeout", rate=2), lambda: Faults([None], rate=0.5)]
)  # type: ignore[arg-type]
def test_faults_that_make_no_sense_are_refused(wrong: Any) -> None:
    with pytest.raises(ValueError, match=r"no fault|probability|script"):
        wrong()


def test_every_kind_is_tested_here() -> None:
    assert {kind for kind, *_ in RAISED} | set(ANSWERED) == set(KINDS)
    assert faults.__name__ == "faults"
