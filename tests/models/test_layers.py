import asyncio
import threading

import httpx2
import openai
import pytest
from vendor import ASK, chat, chat_stream, stream_response, vendor

import kit
from kit import AsyncOpenAI, OpenAI, answering, budget, faults, replay, trace
from kit.models.layers.budget import Budget, BudgetTransport
from kit.models.layers.replay import Replay, ReplayTransport
from kit.models.layers.stack import active, in_force
from kit.models.layers.trace import Trace, TraceTransport


def say():
    return OpenAI().chat.completions.create(**ASK).choices[0].message.content


def test_the_outermost_layer_sees_the_request_first():
    refused = pytest.raises(openai.APIStatusError)
    with answering(vendor()[0]), trace() as outer, budget(calls=0), trace() as inner, refused:
        say()
    assert [s.status for s in outer] == [402]
    assert outer.usage.calls == 0
    assert len(inner) == 0


def test_faults_inside_a_trace_show_as_attempts():
    with answering(vendor()[0]), trace() as t, faults(["rate_limit_no_header", None]):
        assert say() == "hello"
    assert [s.status for s in t] == [429, 200]


def test_layers_leave_when_their_block_ends_even_by_an_exception():
    def fail():
        with trace(), budget(calls=1):
            raise KeyError("mine")

    with pytest.raises(KeyError):
        fail()
    assert active() == ()


def test_blocks_may_end_in_another_order_than_they_began():
    first, second = in_force(Trace()), in_force(Trace())
    first.__enter__()
    kept = second.__enter__()
    first.__exit__(None, None, None)
    assert active() == (kept,)
    second.__exit__(None, None, None)
    assert active() == ()


def test_layers_hold_for_every_thread_and_event_loop_of_the_process():
    async def ask():
        return await AsyncOpenAI().chat.completions.create(**ASK)

    with answering(vendor()[0]), trace() as t:
        threads = [threading.Thread(target=say) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        asyncio.run(ask())
    assert [s.status for s in t] == [200] * 5
    assert sorted(s.id for s in t) == [1, 2, 3, 4, 5]


def test_the_innermost_answering_model_answers():
    with answering(vendor(chat("outer"))[0]):
        with answering(vendor(chat("inner"))[0]):
            assert say() == "inner"
        assert say() == "outer"


def test_answering_yields_the_evidence():
    with answering(kit.simulated.Script(["one", "two"])) as calls:
        assert [say(), say()] == ["one", "two"]
    assert calls.count == 2


def test_a_client_built_before_a_block_takes_part_in_it():
    client = OpenAI()
    with answering(vendor()[0]), trace() as t:
        client.chat.completions.create(**ASK)
    assert len(t) == 1


@pytest.mark.parametrize("streamed", [False, True])
def test_all_layers_in_one_plain_httpx2_client(tmp_path, streamed):
    kept, cap, tape = Trace(), Budget(tokens=1000), Replay(tmp_path / "r.db")
    body = stream_response(chat_stream(["he", "llo"], usage=True)) if streamed else chat()
    chain = TraceTransport(BudgetTransport(ReplayTransport(vendor(body)[0], tape), cap), kept)
    with httpx2.Client(transport=chain) as client:
        for _ in range(1):
            got = client.post("http://x/v1/chat/completions", json={**ASK, "stream": streamed})
    assert got.status_code == 200
    assert (kept[0].answer, cap.spent.tokens, tape.recorded) == ("hello", 12, 1)


def test_a_layer_lets_a_stream_through_as_it_comes():
    arrived = []

    class Slow(httpx2.SyncByteStream):
        def __iter__(self):
            for piece in chat_stream(["a", "b", "c"]).split(b"\n\n")[:-1]:
                arrived.append(piece)
                yield piece + b"\n\n"

    answer = httpx2.Response(200, headers={"content-type": "text/event-stream"}, stream=Slow())
    with answering(vendor(answer)[0]), trace(), budget(tokens=1000):
        stream = OpenAI().chat.completions.create(**ASK, stream=True)
        assert next(iter(stream)).choices[0].delta.content == "a"
        assert len(arrived) < 4
        list(stream)


def test_a_recording_inside_a_budget_is_free(tmp_path):
    with answering(vendor()[0]), replay(tmp_path / "r.db"):
        say()
    kept = Trace()
    chain = ReplayTransport(vendor(AssertionError("asked"))[0], Replay(tmp_path / "r.db", "replay"))
    bare = openai.OpenAI(api_key="x", http_client=httpx2.Client(transport=TraceTransport(chain, kept)))
    assert bare.chat.completions.create(**ASK).choices[0].message.content == "hello"
    assert kept.usage.usd == 0.0
