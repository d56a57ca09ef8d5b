"""`LocalTransport` finds the engine when it is first asked, and mends the wire, on sockets of its own."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import anthropic
import httpx2
import openai
import pytest

from kit.models.local_wire import LocalTransport


def answering(answer: Any, seen: list[httpx2.Request] | None = None) -> LocalTransport:
    """A local wire whose engine gives this one answer, and notes what it was asked."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        if seen is not None:
            seen.append(request)
        return answer if isinstance(answer, httpx2.Response) else httpx2.Response(200, json=answer)

    return LocalTransport(httpx2.MockTransport(handle))


@pytest.fixture(autouse=True)
def shared_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_LOCAL_URL", "http://127.0.0.1:4242")
    monkeypatch.setenv("KIT_EMBED_URL", "http://127.0.0.1:4343")


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("https://vendor.example/v1/chat/completions", "http://127.0.0.1:4242/v1/chat/completions"),
        ("http://local/some/prefix/v1/messages?beta=true", "http://127.0.0.1:4242/v1/messages?beta=true"),
        ("http://local/v1/embeddings", "http://127.0.0.1:4343/v1/embeddings"),
        ("http://local/health", "http://127.0.0.1:4242/health"),
    ],
)
def test_requests_go_to_the_engine_that_answers_them(asked: str, sent: str) -> None:
    seen: list[httpx2.Request] = []
    with httpx2.Client(transport=answering({}, seen)) as http:
        http.post(asked, json={"model": "m"})
    assert str(seen[0].url) == sent
    assert seen[0].headers["host"] == seen[0].url.netloc.decode()


def test_the_address_is_looked_up_at_the_request_not_before(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[httpx2.Request] = []
    with httpx2.Client(transport=answering({}, seen)) as http:
        monkeypatch.setenv("KIT_LOCAL_URL", "http://127.0.0.1:5555")
        http.get("http://local/v1/models")
    assert seen[0].url.port == 5555


def test_a_schema_on_responses_goes_where_the_engine_looks_for_it() -> None:
    seen: list[httpx2.Request] = []
    schema = {"type": "object", "properties": {}}
    body = {"model": "m", "input": "x", "text": {"format": {"type": "json_schema", "schema": schema}}}
    with httpx2.Client(transport=answering({"output": []}, seen)) as http:
        http.post("http://local/v1/responses", json=body)
    assert json.loads(seen[0].content)["json_schema"] == schema


def test_a_response_that_ends_by_itself_stays_completed() -> None:
    usage = {"input_tokens": 5, "output_tokens": 3, "total_tokens": 8}
    wire = answering(
        {"id": "resp_1", "object": "response", "status": "completed", "output": [], "usage": usage}
    )
    with httpx2.Client(transport=wire) as http:
        said = http.post("http://l/v1/responses", json={"input": "x", "max_output_tokens": 9}).json()
    assert (said["status"], said["incomplete_details"]) == ("completed", None)


def test_an_engine_that_is_not_there_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_LOCAL_URL", "http://127.0.0.1:9")
    http = httpx2.Client(transport=LocalTransport(httpx2.HTTPTransport()))
    client = openai.OpenAI(base_url="http://l/v1", api_key="none", http_client=http, max_retries=0)
    with pytest.raises(openai.APIStatusError, match=r"Nothing answers at http://127\.0\.0\.1:9\. Start `kit"):
        client.models.list()


def test_an_address_that_is_none_is_said_once_without_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_LOCAL_URL", "localhost")
    seen: list[httpx2.Request] = []
    http = httpx2.Client(transport=answering({}, seen))
    client = anthropic.Anthropic(base_url="http://l", api_key="none", http_client=http)
    with pytest.raises(anthropic.APIStatusError, match="KIT_LOCAL_URL is 'localhost', which is no address"):
        client.messages.create(model="m", max_tokens=1, messages=[{"role": "user", "content": "x"}])
    assert seen == []


def test_the_engines_own_error_comes_in_each_vendors_shape() -> None:
    def broken() -> httpx2.Response:
        said = {"error": {"code": 500, "message": "out of luck", "type": "server_error"}}
        return httpx2.Response(500, json=said)

    with httpx2.Client(transport=answering(broken())) as http:
        said = http.post("http://l/v1/messages", json={}).json()
        assert said["type"] == "error"
        assert said["error"] == {"type": "api_error", "message": "out of luck"}
    with httpx2.Client(transport=answering(broken())) as http:
        said = http.post("http://l/v1/chat/completions", json={}).json()
        assert said["error"] == {
            "message": "out of luck",
            "type": "server_error",
            "param": None,
            "code": None,
        }


def events(*said: dict[str, Any]) -> httpx2.Response:
    """A stream cut into odd pieces, as a socket does."""
    whole = b"".join(b"event: %s\ndata: %s\n\n" % (e["type"].encode(), json.dumps(e).encode()) for e in said)

    class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
        def __iter__(self) -> Any:
            yield from (whole[at : at + 7] for at in range(0, len(whole), 7))

        async def __aiter__(self) -> Any:
            for piece in self:
                yield piece

    return httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=Pieces())


OPENING = {"type": "response.created", "response": {"id": "r", "object": "response", "status": "in_progress"}}
ITEM = {"type": "response.output_item.added", "item": {"type": "message", "id": "m", "content": []}}
LETTER = {"type": "response.output_text.delta", "item_id": "m", "delta": "a"}
END = {
    "type": "response.completed",
    "response": {
        "id": "r", "status": "completed", "output": [],
        "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3},
    },
}  # fmt: skip


def test_streamed_events_are_numbered_once_each_and_a_cut_answer_ends_incomplete() -> None:
    said = events(OPENING, ITEM, LETTER, OPENING, LETTER, END)
    body = {"input": "x", "stream": True, "max_output_tokens": 2}
    with httpx2.Client(transport=answering(said)) as http:
        text = http.post("http://l/v1/responses", json=body).text
    got = [json.loads(line[6:]) for line in text.splitlines() if line.startswith("data: ")]
    assert [event["type"] for event in got] == [
        "response.created",
        "response.output_item.added",
        "response.output_text.delta",
        "response.output_text.delta",
        "response.incomplete",
    ]
    assert [event["sequence_number"] for event in got] == [0, 1, 2, 3, 4]
    assert got[-1]["response"]["incomplete_details"] == {"reason": "max_output_tokens"}
    assert text.count("event: response.incomplete") == 1


def test_streams_are_mended_asynchronously_too() -> None:
    async def text() -> str:
        async with httpx2.AsyncClient(transport=answering(events(OPENING, ITEM, LETTER, END))) as http:
            return (await http.post("http://l/v1/responses", json={"stream": True})).text

    assert '"sequence_number": 3' in asyncio.run(text())
