import asyncio
import sqlite3

import httpx2
import openai
import pytest
from vendor import ASK, ASK_CLAUDE, chat, chat_stream, stream_response, vendor

from kit import Anthropic, AsyncOpenAI, OpenAI, Usage, answering, trace
from kit.models.layers.trace import Trace, TraceTransport


def test_a_span_says_what_was_asked_what_came_and_what_it_used():
    with answering(vendor()[0]), trace() as t:
        OpenAI().chat.completions.create(**ASK)
        Anthropic().messages.create(**ASK_CLAUDE)
    first, second = t
    assert (first.sdk, first.path, first.model) == ("openai", "/v1/chat/completions", "gpt-6-luna")
    assert (second.sdk, second.path) == ("anthropic", "/v1/messages")
    assert [(s.prompt, s.answer, s.status, s.error) for s in t] == [("Say hello.", "hello", 200, None)] * 2
    assert first.usage == Usage(9, 3, 2, 1)
    assert t.usage == Usage(126, 6, 102, 2)
    assert first.body["max_tokens"] == 20
    assert [s.id for s in t] == [1, 2]
    assert 0 < first.seconds < 5


def test_a_streamed_answer_is_kept_whole_with_its_usage():
    with answering(vendor()[0]), trace() as t:
        list(OpenAI().chat.completions.create(**ASK, stream=True))
        with Anthropic().messages.stream(**ASK_CLAUDE) as stream:
            stream.until_done()
    assert [s.answer for s in t] == ["hello", "hello"]
    assert t[0].usage == Usage(9, 3, 2, 1)
    assert t[1].usage == Usage(117, 5, 100, 1)
    assert t[1].response.count("event:") == 7


def test_an_async_stream_is_kept_whole_too():
    async def ask():
        chunks = await AsyncOpenAI().chat.completions.create(**ASK, stream=True)
        return [c async for c in chunks]

    with answering(vendor()[0]), trace() as t:
        asyncio.run(ask())
    assert (t[0].answer, t[0].usage.output_tokens) == ("hello", 3)


def test_a_stream_that_is_left_early_shows_what_was_read():
    endless = stream_response(chat_stream(["a", "b", "c", "d"]))
    with (
        answering(vendor(endless)[0]),
        trace() as t,
        OpenAI().chat.completions.create(**ASK, stream=True) as s,
    ):
        next(iter(s))
    assert t[0].answer == "a"


def test_every_attempt_of_a_retry_is_a_span():
    busy = httpx2.Response(429, json={"error": {"message": "slow down"}}, headers={"retry-after-ms": "1"})
    with answering(vendor(busy, httpx2.ReadTimeout("slow"), chat())[0]), trace() as t:
        OpenAI().chat.completions.create(**ASK)
    assert [(s.status, s.error) for s in t] == [(429, None), (None, "ReadTimeout: slow"), (200, None)]
    assert t[0].answer == "slow down"


def test_a_stream_that_breaks_is_kept_with_its_error():
    broken = stream_response(chat_stream(["he", "llo"]), breaks_after=1)
    with answering(vendor(broken)[0]), trace() as t, pytest.raises(openai.APIConnectionError):
        list(OpenAI(max_retries=0).chat.completions.create(**ASK, stream=True))
    assert (t[0].answer, t[0].status, t[0].error) == ("he", 200, "ReadError: connection reset")


def test_a_file_keeps_the_spans_for_anyone_who_reads_sqlite(tmp_path):
    path = tmp_path / "trace.db"
    for _ in range(2):
        with answering(vendor()[0]), trace(path):
            OpenAI().chat.completions.create(**ASK)
    with sqlite3.connect(path) as db:
        assert (
            db.execute("SELECT model, status, input_tokens FROM spans").fetchall()
            == [("gpt-6-luna", 200, 9)] * 2
        )
    back = Trace.load(path)
    assert [s.answer for s in back] == ["hello", "hello"]
    assert back.usage.calls == 2
    with pytest.raises(FileNotFoundError, match=r"no trace at .*; write one with kit\.trace"):
        Trace.load(tmp_path / "none.db")


def test_headers_are_never_kept(tmp_path):
    path = tmp_path / "trace.db"
    with answering(vendor()[0]), trace(path) as t:
        OpenAI(default_headers={"x-mine": "marker-in-a-header"}).chat.completions.create(**ASK)
    assert "marker-in-a-header" not in repr(vars(t[0]))
    assert all(b"marker-in-a-header" not in f.read_bytes() for f in tmp_path.iterdir())


def test_a_notebook_shows_a_table_that_markup_in_an_answer_cannot_break():
    with answering(vendor(chat("<script>alert(1)</script>" + "x" * 200))[0]), trace() as t:
        OpenAI().chat.completions.create(**ASK)
    page = t._repr_html_()
    for heading in ("time", "model", "prompt", "answer", "tokens", "USD", "ms", "status"):
        assert f"<th>{heading}</th>" in page
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "x" * 61 not in page
    assert repr(t).startswith("Trace(1 spans; 1 calls")


def test_any_httpx2_program_can_use_the_layer():
    kept = Trace()
    with httpx2.Client(transport=TraceTransport(vendor()[0], kept)) as client:
        client.post("http://x/v1/chat/completions", json=ASK)
    bare = openai.OpenAI(api_key="x", http_client=httpx2.Client(transport=TraceTransport(vendor()[0], kept)))
    bare.chat.completions.create(**ASK)
    assert [s.answer for s in kept] == ["hello", "hello"]


def test_a_vendors_answer_is_priced_and_a_simulated_one_is_not():
    kept = Trace()
    bare = openai.OpenAI(api_key="x", http_client=httpx2.Client(transport=TraceTransport(vendor()[0], kept)))
    bare.chat.completions.create(**ASK)
    with answering(vendor()[0]), trace() as simulated:
        OpenAI().chat.completions.create(**ASK)
    assert kept.usage.usd > 0
    assert simulated.usage.usd == 0.0
