"""Spans: one for each request and step, in the conventions' words, redacted, in a file nothing breaks."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import httpx2
import pytest

import kit
from kit import AsyncOpenAI, OpenAI, faults, simulated
from kit.ship import Spans, carried, span, tracing

ASK: dict[str, Any] = {"model": "small-1", "messages": [{"role": "user", "content": "Where is it?"}]}


@pytest.fixture(autouse=True)
def _simulated() -> Iterator[None]:
    with kit.answering(simulated.Dice({"It is on its way.": 1.0})):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "traces.sqlite"


def openai(**given: Any) -> Any:
    return OpenAI(max_retries=given.pop("max_retries", 0)).chat.completions.create(**ASK | given)


def anthropic(client: Any = None, **given: Any) -> Any:
    return (client or kit.Anthropic(max_retries=0)).messages.create(max_tokens=60, **ASK | given)


def test_a_request_is_a_span_inside_the_step_it_was_made_for(file: Path) -> None:
    with tracing(file, service="desk") as t, span("ticket", k=5):
        with span("draft"):
            openai()
        anthropic()
    (trace,) = t.spans.traces
    assert (trace.name, trace.spans, trace.errors, trace.ok, trace.whole) == ("ticket", 4, 0, True, True)
    tree = t.spans.tree(trace.id)
    assert [(s.depth, s.name) for s in tree] == [
        (0, "ticket"),
        (1, "draft"),
        (2, "chat small-1"),
        (1, "chat small-1"),
    ]
    assert {s.service for s in tree} == {"desk"}
    assert trace.tokens == sum(s.attributes.get("gen_ai.usage.input_tokens", 0) for s in tree) + sum(
        s.attributes.get("gen_ai.usage.output_tokens", 0) for s in tree
    )
    assert tree[0].attributes["k"] == 5
    assert trace.seconds >= tree[1].seconds + tree[3].seconds > 0


@pytest.mark.parametrize("call", [openai, anthropic])
def test_a_request_says_what_the_conventions_say(file: Path, call: Any) -> None:
    from opentelemetry.semconv._incubating.attributes import gen_ai_attributes as theirs
    from opentelemetry.semconv._incubating.attributes import server_attributes, url_attributes
    from opentelemetry.semconv.attributes import error_attributes, http_attributes

    modules = (theirs, server_attributes, url_attributes, error_attributes, http_attributes)
    words = {value for m in modules for value in vars(m).values() if isinstance(value, str)}
    with tracing(file) as t:
        answer = call()
        call(stream=True).close()
        with faults("overloaded"), pytest.raises(Exception, match="verload"):
            call()
    errors, streamed, found = (t.spans.tree(trace.id)[0] for trace in t.spans.traces)
    for one in (errors, streamed, found):
        assert {name for name in one.attributes if not name.startswith("kit.")} <= words
        assert one.kind == "CLIENT"
    given = found.attributes
    assert given["gen_ai.operation.name"] == "chat"
    assert given["gen_ai.provider.name"] == call.__name__
    assert given["gen_ai.request.model"] == "small-1"
    assert given["gen_ai.response.id"] == answer.id
    assert given["gen_ai.response.finish_reasons"] == ["stop" if call is openai else "end_turn"]
    assert given["gen_ai.usage.output_tokens"] > 0
    assert given["kit.usd"] == 0.0
    assert json.loads(given["gen_ai.input.messages"]) == [
        {"role": "user", "parts": [{"type": "text", "content": "Where is it?"}]}
    ]
    assert json.loads(given["gen_ai.output.messages"])[0]["parts"][0]["content"] == "It is on its way."
    assert streamed.attributes["gen_ai.request.stream"] is True
    assert errors.error
    assert "verload" in errors.error
    assert errors.attributes["http.response.status_code"] in (503, 529)
    assert "overloaded" in errors.attributes["error.type"] or "unavailable" in errors.attributes["error.type"]


def test_a_stream_is_one_span_that_ends_with_it(file: Path) -> None:
    with tracing(file) as t:
        stream = openai(stream=True, stream_options={"include_usage": True})
        assert len(t.spans) == 0
        assert "".join(c.choices[0].delta.content or "" for c in stream if c.choices) == "It is on its way."
    (one,) = t.spans.tree(t.spans.traces[0].id)
    assert one.attributes["gen_ai.usage.output_tokens"] > 0
    assert "on its way" in one.attributes["gen_ai.output.messages"]
    assert one.attributes["gen_ai.response.finish_reasons"] == ["stop"]
    assert "kit.cut" not in one.attributes


def test_tools_are_in_the_words_on_both_wires(file: Path) -> None:
    call = {"id": "c1", "type": "function", "function": {"name": "cancel", "arguments": '{"order": "#W1"}'}}
    theirs: list[Any] = [
        {"role": "user", "content": [{"type": "text", "text": "Cancel #W1"}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": "done"},
    ]
    use = {"type": "tool_use", "id": "c1", "name": "cancel", "input": {"order": "#W1"}}
    result = {"type": "tool_result", "tool_use_id": "c1", "content": "done"}
    others: list[Any] = [
        {"role": "user", "content": "Cancel #W1"},
        {"role": "assistant", "content": [use]},
        {"role": "user", "content": [result]},
    ]
    with tracing(file) as t:
        openai(messages=theirs)
        anthropic(messages=others)
    spans = [t.spans.tree(trace.id)[0] for trace in t.spans.traces]
    for one in spans:
        first, second, third = json.loads(one.attributes["gen_ai.input.messages"])
        assert first["parts"] == [{"type": "text", "content": "Cancel #W1"}]
        assert second["parts"] == [
            {"type": "tool_call", "id": "c1", "name": "cancel", "arguments": {"order": "#W1"}}
        ]
        assert third["parts"] == [{"type": "tool_call_response", "id": "c1", "response": "done"}]


def test_responses_and_embeddings_are_read_too(file: Path) -> None:
    call = {"type": "function_call", "call_id": "c1", "name": "cancel", "arguments": '{"order": "#W1"}'}
    asked: list[Any] = [
        {"role": "user", "content": "Cancel #W1"},
        call,
        {"type": "function_call_output", "call_id": "c1", "output": "done"},
    ]
    vectors = {
        "object": "list",
        "model": "e",
        "data": [{"object": "embedding", "index": 0, "embedding": [0.25, 0.5]}],
        "usage": {"prompt_tokens": 3, "total_tokens": 3},
    }
    with tracing(file) as t:
        OpenAI().responses.create(model="small-1", instructions="Be kind.", input=asked)
        for _ in OpenAI().responses.create(model="small-1", input="Where?", stream=True):
            pass
        with kit.answering(httpx2.MockTransport(lambda request: httpx2.Response(200, json=vectors))):
            OpenAI().embeddings.create(model="e", input=["one", "two"])
    embedded, streamed, whole = (t.spans.tree(trace.id)[0] for trace in t.spans.traces)
    messages = json.loads(whole.attributes["gen_ai.input.messages"])
    assert [part["type"] for message in messages for part in message["parts"]] == [
        "text",
        "tool_call",
        "tool_call_response",
    ]
    assert messages[2]["parts"][0] == {"type": "tool_call_response", "id": "c1", "response": "done"}
    assert json.loads(whole.attributes["gen_ai.system_instructions"])[0]["content"] == "Be kind."
    for one in (streamed, whole):
        assert one.attributes["gen_ai.response.finish_reasons"] == ["completed"]
        assert "on its way" in one.attributes["gen_ai.output.messages"]
        assert one.attributes["gen_ai.response.id"].startswith("resp")
    assert embedded.name == "embeddings e"
    assert embedded.attributes["gen_ai.usage.input_tokens"] == 3
    assert "0.25" not in str(embedded.attributes)
    assert "gen_ai.output.messages" not in embedded.attributes


def test_a_trace_whose_price_is_not_known_says_so(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with tracing(file) as t:
        openai()
        with monkeypatch.context() as paid:
            paid.setattr("kit.models.layers.exchange.Exchange.cost", _unpriced)
            openai()
    unknown, known = t.spans.traces
    assert known.usd == 0.0
    assert unknown.usd != unknown.usd
    assert unknown.ok is True


def _unpriced(*_: Any) -> float:
    raise LookupError("no price is known")


def test_an_sdks_silent_retries_show_and_leave_the_trace_sound(file: Path) -> None:
    with tracing(file) as t, span("ticket"), faults(["rate_limit", "timeout"]):
        openai(max_retries=2)
    (trace,) = t.spans.traces
    assert (trace.ok, trace.errors, trace.spans) == (True, 2, 4)
    assert [s.attributes["error.type"] for s in reversed(t.spans.errors)] == [
        "rate_limit_exceeded",
        "ReadTimeout",
    ]
    assert len(t.spans.seconds("chat")) == len(t.spans.seconds("chat small-1")) == 3
    assert t.spans.seconds("cha") == []


def test_an_exception_marks_its_span_and_passes(file: Path) -> None:
    with tracing(file) as t, pytest.raises(ValueError, match="ann@shop"), span("parse"):
        raise ValueError("no number in ann@shop.example")
    (trace,) = t.spans.traces
    assert not trace.ok
    (failed,) = t.spans.errors
    assert failed.error == "ValueError: no number in [email]"
    assert failed.attributes["error.type"] == "ValueError"
    assert [name for name, _ in failed.events] == ["exception"]
    assert "test_spans.py" in failed.events[0][1]["exception.stacktrace"]


def test_nothing_personal_reaches_the_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_API_KEY", "open-sesame-1234")
    secret = "I am Noah Brown, noah@shop.example,\n4242 4242 4242 4242, open-sesame-1234"
    with kit.answering(simulated.Dice({secret: 1.0})), tracing(file, known=["Noah Brown"]) as t:
        with span(f"for {secret}", said=secret, data={"x": secret}) as mine:
            mine.add_event("seen", {"text": secret})
            openai(messages=[{"role": "system", "content": secret}, {"role": "user", "content": secret}])
            anthropic(
                system=secret, messages=[{"role": "user", "content": [{"type": "text", "text": secret}]}]
            )
        with pytest.raises(RuntimeError), span("fails"):
            raise RuntimeError(secret)
    for one in t.spans.tree(t.spans.traces[-1].id):
        for name in ("gen_ai.input.messages", "gen_ai.output.messages"):
            assert "[email],\\n[card], [key]" in one.attributes.get(name, "[email],\\n[card], [key]")
    kept = b"".join(path.read_bytes() for path in file.parent.iterdir())
    for word in (b"Noah", b"Brown", b"noah@", b"4242 4242", b"sesame"):
        assert word not in kept


def test_without_content_no_words_are_kept(file: Path) -> None:
    with tracing(file, content=False) as t:
        openai(messages=[{"role": "user", "content": "My leg hurts."}])
        with pytest.raises(ValueError, match="leg"), span("parse"):
            raise ValueError("no number in 'My leg hurts.'")
    kept = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert b"leg" not in kept
    assert b"on its way" not in kept
    assert t.spans.errors[0].error == "ValueError"
    assert t.spans.tree(t.spans.traces[1].id)[0].attributes["gen_ai.usage.input_tokens"] > 0


def test_the_anthropic_sdks_own_spans_are_not_kept_twice(file: Path) -> None:
    """They go to the provider an application names; ours is inside our step, not inside theirs."""
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SimpleSpanProcessor
    from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

    theirs, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(theirs))
    own = kit.Anthropic(max_retries=0, open_telemetry={"tracer_provider": provider})
    with tracing(file) as t:
        for client in (own, None):
            with span("ticket"):
                anthropic(client)
        anthropic(own)
    assert [s.name for s in theirs.get_finished_spans()] == ["anthropic.messages.create"] * 2
    alone, *tickets = t.spans.traces
    assert [(trace.spans, trace.whole) for trace in (alone, *tickets)] == [(1, True), (2, True), (2, True)]


def test_threads_carry_the_span_they_were_handed_from(file: Path) -> None:
    with tracing(file) as t, ThreadPoolExecutor(4) as pool:
        with span("batch"):
            list(pool.map(carried(lambda i: openai()), range(8)))
        list(pool.map(lambda i: openai(), range(2)))
    lost, also_lost, batch = t.spans.traces
    assert (batch.name, batch.spans) == ("batch", 9)
    assert lost.spans == also_lost.spans == 1
    assert openai.__name__ == carried(openai).__name__


def test_tasks_keep_apart_what_each_does(file: Path) -> None:
    async def one(i: int) -> None:
        with span(f"task {i}"):
            await AsyncOpenAI().chat.completions.create(**ASK)

    async def all_of_them() -> None:
        await asyncio.gather(*(one(i) for i in range(5)))

    with tracing(file) as t:
        asyncio.run(all_of_them())
    shapes = {trace.name: [s.name for s in t.spans.tree(trace.id)] for trace in t.spans.traces}
    assert shapes == {f"task {i}": [f"task {i}", "chat small-1"] for i in range(5)}


def test_a_call_that_is_called_off_is_no_error(file: Path) -> None:
    async def off() -> None:
        slow = simulated.Dice({"late": 1.0}, latency=5.0)
        with kit.answering(slow):
            task = asyncio.create_task(AsyncOpenAI().chat.completions.create(**ASK))
            await asyncio.sleep(0.2)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    with tracing(file) as t:
        asyncio.run(off())
    (trace,) = t.spans.traces
    assert trace.ok
    assert t.spans.tree(trace.id)[0].attributes["error.type"] == "CancelledError"


def test_spans_without_tracing_keep_nothing_and_do_no_harm() -> None:
    with span("step", k=1) as quiet:
        quiet.set_attribute("more", 2)
        openai()


def test_it_opens_closes_and_opens_again_and_the_innermost_writes(tmp_path: Path) -> None:
    outer = tracing(tmp_path / "a.sqlite").start()
    with pytest.raises(RuntimeError, match="open already"):
        outer.start()
    with tracing(tmp_path / "b.sqlite") as inner, span("inside"):
        openai()
    openai()
    outer.stop()
    outer.stop()
    openai()
    with outer:
        openai()
    assert (len(outer.spans), len(inner.spans)) == (2, 2)


def test_what_still_runs_when_it_stops_is_kept_as_cut(file: Path) -> None:
    with tracing(file) as t:
        stream = openai(stream=True)
        open_still = span("open")
        open_still.__enter__()
    open_still.__exit__(None, None, None)
    stream.close()
    assert {
        s.name for trace in t.spans.traces for s in t.spans.tree(trace.id) if s.attributes["kit.cut"]
    } == {
        "chat small-1",
        "open",
    }


def test_ids_are_not_drawn_from_the_readers_dice(file: Path) -> None:
    random.seed(3)
    expected = random.Random(3).random()
    with tracing(file) as t:
        for _ in range(3):
            random.seed(3)
            with span("same seed"):
                openai()
        random.seed(3)
        with span("x"):
            assert random.random() == expected
    assert len(t.spans) == 7


WRITER = """
    import sys
    from kit.ship import span, tracing
    with tracing(sys.argv[1], service=sys.argv[2]):
        for i in range(60):
            with span("outer"):
                with span("inner", i=i):
                    pass
            if sys.argv[2] == "killed" and i == 30:
                unended = span("unended")
                unended.__enter__()
                with span("before the end"):
                    pass
                print("ready", flush=True)
                sys.stdin.read()
"""


def writer(file: Path, name: str) -> subprocess.Popen[str]:
    given = [sys.executable, "-c", textwrap.dedent(WRITER), str(file), name]
    return subprocess.Popen(given, stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)


def test_processes_share_a_file_and_a_killed_one_leaves_what_had_ended(file: Path) -> None:
    writers = [writer(file, name) for name in ("a", "b", "killed")]
    assert writers[2].stdout
    assert writers[2].stdout.readline() == "ready\n"
    writers[2].send_signal(signal.SIGKILL)
    for one in writers:
        one.communicate(timeout=60)
    spans = Spans.load(file)
    by = [s.service for trace in spans.traces for s in spans.tree(trace.id)]
    assert (by.count("a"), by.count("b"), by.count("killed")) == (120, 120, 63)
    partial = [trace for trace in spans.traces if not trace.whole]
    assert [trace.name for trace in partial] == ["before the end"]
    with sqlite3.connect(file) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_fork_writes_beside_its_parent(file: Path) -> None:
    with tracing(file) as t, span("parent"):
        child = os.fork()
        if child == 0:
            with span("child"):
                pass
            os._exit(0)
        os.waitpid(child, 0)
    (trace,) = t.spans.traces
    assert [(s.name, s.depth) for s in t.spans.tree(trace.id)] == [("parent", 0), ("child", 1)]
    assert len({s.process for s in t.spans.tree(trace.id)}) == 2


@contextmanager
def collector(status: int = 200) -> Iterator[tuple[str, list[Any]]]:
    """A real socket that takes OTLP over HTTP and decodes it."""
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    got: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append((self.path, ExportTraceServiceRequest.FromString(body)))
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        server.server_close()


def test_a_collector_gets_the_same_spans_redacted_over_otlp(file: Path) -> None:
    with collector() as (address, got), tracing(file, otlp=address + "/", service="desk") as t:
        with span("ticket", said="ann@shop.example", tries=[1, 2]):
            openai()
        t.stop()
    assert {path for path, _ in got} == {"/v1/traces"}
    resources = [r for _, request in got for r in request.resource_spans]
    assert {
        a.value.string_value for r in resources for a in r.resource.attributes if a.key == "service.name"
    } == {"desk"}
    sent = {s.name: s for r in resources for scope in r.scope_spans for s in scope.spans}
    kept = {s.name: s for s in t.spans.tree(t.spans.traces[0].id)}
    assert set(sent) == set(kept) == {"ticket", "chat small-1"}
    for name, one in sent.items():
        assert one.span_id.hex() == kept[name].id
        assert one.trace_id.hex() == kept[name].trace
    assert sent["chat small-1"].parent_span_id == sent["ticket"].span_id
    assert sent["chat small-1"].kind == 3  # SPAN_KIND_CLIENT
    words = {a.key: a.value.string_value for s in sent.values() for a in s.attributes}
    assert words["said"] == "[email]"
    assert words["gen_ai.request.model"] == "small-1"


def test_a_collector_that_is_away_holds_up_nobody(file: Path) -> None:
    with tracing(file, otlp="http://127.0.0.1:9") as t:
        openai()
    assert len(t.spans) == 1


def test_what_is_no_file_of_spans_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no spans at"):
        Spans.load(tmp_path / "none.sqlite")
    (tmp_path / "text.sqlite").write_text("hello, I am no database, and longer than a header is" * 20)
    with pytest.raises(OSError, match="holds no spans"):
        Spans.load(tmp_path / "text.sqlite")
    with pytest.raises(OSError, match="cannot be used"):
        tracing(tmp_path / "text.sqlite").start()
    openai()  # nothing of the failed start is left in force
    with tracing(tmp_path / "good.sqlite") as t, span("x"):
        pass
    with pytest.raises(LookupError, match="no trace"):
        t.spans.tree("ffff")
    assert "1 traces, 1 spans, 0 failed" in repr(t.spans)


def test_only_the_owner_may_read_what_customers_wrote(file: Path) -> None:
    with tracing(file), span("x"):
        assert os.name == "nt" or file.stat().st_mode & 0o077 == 0


def test_a_full_disk_or_broken_file_costs_no_answer(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    with tracing(file) as t:
        with sqlite3.connect(file) as db:
            db.execute("DROP TABLE otel_spans")
        assert openai().choices[0].message.content == "It is on its way."
    assert "Exception while exporting" in caplog.text
    assert t.path == file


def test_an_answer_nobody_foresaw_costs_no_answer(file: Path) -> None:
    odd = {"choices": [7], "usage": {"prompt_tokens": 3}, "error": [], "model": 5}
    transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=odd))
    with kit.answering(transport), tracing(file) as t:
        assert openai().model == 5
    assert len(t.spans) == 1
