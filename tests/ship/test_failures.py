"""Every way a call fails gets one word, the same for both SDKs, and a true word on whether to try again."""

from __future__ import annotations

import asyncio
import json
import time
from email.utils import formatdate
from typing import Any

import httpx2
import openai
import pytest
from pydantic import BaseModel

import kit
from kit.models.layers.faults import KINDS as FAULTS
from kit.models.layers.faults import Fault
from kit.models.simulated import Script
from kit.models.wire import Direct
from kit.ship.failures import (
    KINDS,
    BreakerOpen,
    DeadlineExceeded,
    Failed,
    failure,
    failure_of,
)

USER: list[Any] = [{"role": "user", "content": "Where is my parcel?"}]
ANSWERS = ("truncated", "refusal", "malformed_json", "wrong_shape")


class Label(BaseModel):
    label: str
    sure: float


def ask(sdk: str, **options: Any) -> Any:
    """One call over a kit client; a stream is read to its end."""
    if sdk == "openai":
        got: Any = kit.OpenAI(max_retries=0).chat.completions.create(model="any", messages=USER, **options)
    elif sdk == "responses":
        got = kit.OpenAI(max_retries=0).responses.create(model="any", input="?", **options)
    else:
        client = kit.Anthropic(max_retries=0)
        got = client.messages.create(model="any", max_tokens=50, messages=USER, **options)
    return list(got) if options.get("stream") else got


async def ask_async(sdk: str) -> Any:
    if sdk == "openai":
        return await kit.AsyncOpenAI(max_retries=0).chat.completions.create(model="any", messages=USER)
    if sdk == "responses":
        return await kit.AsyncOpenAI(max_retries=0).responses.create(model="any", input="?")
    client = kit.AsyncAnthropic(max_retries=0)
    return await client.messages.create(model="any", max_tokens=50, messages=USER)


def came_of(fault: Any, call: Any) -> Any:
    with kit.answering(Script(["up"])), kit.faults(fault):
        try:
            return call()
        except Exception as error:
            return error


@pytest.mark.parametrize("sdk", ["openai", "responses", "anthropic"])
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_is_named_as_it_was_made_sync_async_and_streamed(fault: str, sdk: str) -> None:
    kind = fault.removesuffix("_no_header")
    calls = [lambda: ask(sdk), lambda: asyncio.run(ask_async(sdk))]
    if fault not in ANSWERS:  # an event of a stream is no answer yet
        calls.append(lambda: ask(sdk, stream=True))
    for call in calls:
        found = failure_of(came_of(fault, call), shape=Label)
        assert found is not None
        assert found.kind == kind
        assert found.retry == (fault != "refusal")
        assert (found.after is not None) == (fault == "rate_limit")


def test_there_is_no_failure_in_a_good_answer() -> None:
    for sdk in ("openai", "responses", "anthropic"):
        assert failure_of(came_of([None], lambda sdk=sdk: ask(sdk))) is None
    assert failure_of("any text") is None
    assert failure_of({"plain": "data"}) is None
    assert failure_of('{"label": "refund", "sure": 1}', shape=Label) is None


@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
@pytest.mark.parametrize("fault", ANSWERS)
def test_what_parse_raises_is_named_too(fault: str, sdk: str) -> None:
    def parse() -> Any:
        if sdk == "openai":
            client = kit.OpenAI(max_retries=0)
            return client.chat.completions.parse(model="any", messages=USER, response_format=Label)
        client = kit.Anthropic(max_retries=0)
        return client.messages.parse(model="any", max_tokens=50, messages=USER, output_format=Label)

    found = failure_of(came_of(fault, parse))
    assert found is not None
    # Anthropic's parse reads the text before anybody can look at the stop reason.
    hidden = (sdk, fault) == ("anthropic", "truncated")
    assert found.kind == ("malformed_json" if hidden else fault)


def test_the_wait_that_is_asked_for_is_read_in_seconds_milliseconds_and_as_a_date() -> None:
    assert failure_of(came_of(Fault("rate_limit", retry_after=0.25), lambda: ask("openai"))).after == 0.25  # type: ignore[union-attr]
    assert _answered(429, headers={"retry-after": "7"}).after == 7.0
    assert _answered(503, headers={"retry-after": "1.5"}).after == 1.5
    assert _answered(429, headers={"retry-after": "-3"}).after == 0.0
    assert _answered(429, headers={"retry-after": "soon"}).after is None
    assert _answered(429, headers={"retry-after": "inf"}).after is None
    date = _answered(429, headers={"retry-after": formatdate(time.time() + 60, usegmt=True)}).after
    assert date == pytest.approx(60, abs=3)


def came_of_transport(transport: Any, sdk: str) -> Any:
    with kit.answering(transport):
        try:
            return ask(sdk)
        except Exception as error:
            return error


def _answered(status: int, body: Any = None, headers: Any = None, sdk: str = "openai") -> Any:
    """The failure that the SDK's exception for this HTTP answer is."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, headers=headers, json=body or {}))
    found = failure_of(came_of_transport(transport, sdk))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("status", "kind", "retry"),
    [
        (400, "bad_request", False),
        (401, "no_key", False),
        (402, "over_budget", False),
        (403, "no_key", False),
        (404, "bad_request", False),
        (408, "timeout", True),
        (409, "overloaded", True),
        (413, "bad_request", False),
        (422, "bad_request", False),
        (500, "server_error", True),
        (502, "server_error", True),
        (503, "overloaded", True),
        (504, "timeout", True),
    ],
)
@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_a_status_is_a_kind(status: int, kind: str, retry: bool, sdk: str) -> None:
    found = _answered(status, sdk=sdk)
    assert (found.kind, found.retry) == (kind, retry)


def test_no_money_is_no_rate_limit_though_the_status_says_so() -> None:
    found = _answered(429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}})
    assert (found.kind, found.retry) == ("over_budget", False)


def test_the_service_may_say_itself_whether_to_retry() -> None:
    assert _answered(500, headers={"x-should-retry": "false"}).retry is False
    assert _answered(400, headers={"x-should-retry": "true"}).retry is True


@pytest.mark.parametrize(
    ("sdk", "event", "kind"),
    [
        ("anthropic", {"type": "error", "error": {"type": "overloaded_error", "message": "x"}}, "overloaded"),
        ("anthropic", {"type": "error", "error": {"type": "api_error", "message": "x"}}, "server_error"),
        ("openai", {"error": {"message": "x", "type": "server_error", "code": None}}, "server_error"),
        ("openai", {"error": {"message": "x", "code": "rate_limit_exceeded"}}, "rate_limit"),
    ],
)
def test_an_error_inside_a_stream_that_began_well_is_named_by_its_words(
    sdk: str, event: dict[str, Any], kind: str
) -> None:
    text = f"event: error\ndata: {json.dumps(event)}\n\n"
    head = {"content-type": "text/event-stream"}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, headers=head, text=text))
    with kit.answering(transport), pytest.raises(Exception) as caught:  # noqa: PT011
        ask(sdk, stream=True)
    assert failure_of(caught.value).kind == kind
    assert failure_of(caught.value).retry


def test_the_kits_own_refusals_are_seen_through_the_sdk() -> None:
    with kit.answering(Script(["up"])), kit.budget(calls=1):
        ask("openai")
        with pytest.raises(openai.APIStatusError) as spent:
            ask("openai")
    assert (failure_of(spent.value).kind, failure_of(spent.value).retry) == ("over_budget", False)
    network = httpx2.Client(transport=Direct())  # which the tests forbid
    away = kit.OpenAI(base_url="https://api.openai.com/v1", http_client=network, max_retries=0)
    other = kit.Anthropic(base_url="https://api.anthropic.com", http_client=network, max_retries=0)
    for call in (
        lambda: away.responses.create(model="any", input="?"),
        lambda: other.messages.create(model="any", max_tokens=5, messages=USER),
    ):
        with pytest.raises(Exception) as unpaid:  # noqa: PT011
            call()
        assert (failure_of(unpaid.value).kind, failure_of(unpaid.value).retry) == ("over_budget", False)
    with pytest.raises(openai.OpenAIError) as keyless:
        openai.OpenAI()
    assert failure_of(keyless.value).kind == "no_key"


def test_our_own_failures_and_mistakes_are_told_apart() -> None:
    assert failure_of(DeadlineExceeded("late")).kind == "deadline"
    opened = failure_of(BreakerOpen("vendor", 12.0))
    assert (opened.kind, opened.after, opened.retry) == ("breaker_open", 12.0, False)
    assert failure_of(Failed(opened)) is opened
    assert failure_of(TimeoutError()).kind == "timeout"
    assert failure_of(ConnectionRefusedError()).kind == "connection_refused"
    assert failure_of(ConnectionResetError()).kind == "reset_mid_stream"
    for error in (TypeError("no"), KeyError("x"), ValueError("y"), ZeroDivisionError()):
        assert (failure_of(error).kind, failure_of(error).retry) == ("mistake", False)


def test_a_bug_in_a_layer_is_not_taken_for_the_network() -> None:
    def broken(_: Any) -> Any:
        raise KeyError("my layer")

    for sdk in ("openai", "anthropic"):
        found = failure_of(came_of_transport(httpx2.MockTransport(broken), sdk))
        assert found.kind == "mistake"


def test_the_words_are_one_sentence_without_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-0123456789")
    found = failure_of(RuntimeError("refused sk-secret-0123456789\nby them"))
    assert "secret" not in found.words
    assert "\n" not in found.words
    assert all(failure(kind).words.strip(".") for kind in KINDS)
    assert {fault.removesuffix("_no_header") for fault in FAULTS} <= set(KINDS)
