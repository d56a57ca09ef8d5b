import asyncio
import itertools
import json
import os
import subprocess
import sys

import httpx2
import openai
import pytest
from vendor import ASK, ASK_CLAUDE, chat, chat_stream, message, stream_response, vendor

import kit
from kit import Anthropic, AsyncOpenAI, OpenAI, answering, budget, replay, trace
from kit.models.layers.replay import sample_index


def counting():
    """A vendor whose every answer is another number, so that no two answers can be mixed up."""
    numbers = itertools.count()

    def answer(request):
        words = [f"answer {next(numbers)}"]
        if json.loads(request.content).get("stream"):
            return stream_response(chat_stream(words, usage=True))
        return httpx2.Response(
            200, json=message(*words) if "messages" in request.url.path[-9:] else chat(*words)
        )

    return vendor(answer)


def ask(index=None, **more):
    token = sample_index.set(index)
    try:
        return OpenAI().chat.completions.create(**{**ASK, **more}).choices[0].message.content
    finally:
        sample_index.reset(token)


def nobody():
    """A vendor that must not be asked."""
    return vendor(AssertionError("asked, though it is recorded"))[0]


def test_what_was_recorded_comes_back_and_nobody_is_asked(tmp_path):
    with answering(counting()[0]), replay(tmp_path / "r.db") as first:
        said = ask(), ask(temperature=0.5)
    with answering(nobody()), replay(tmp_path / "r.db") as again:
        assert (ask(), ask(temperature=0.5)) == said == ("answer 0", "answer 1")
    assert (first.recorded, first.replayed, again.recorded, again.replayed) == (2, 0, 0, 2)


def test_n_samples_of_one_prompt_do_not_collapse_into_one(tmp_path):
    with answering(counting()[0]), replay(tmp_path / "r.db"):
        recorded = [ask(i) for i in range(5)]
    assert len(set(recorded)) == 5
    with answering(nobody()), replay(tmp_path / "r.db"):
        assert [ask(i) for i in reversed(range(5))] == recorded[::-1]
    with answering(nobody()), replay(tmp_path / "r.db"):
        assert [ask() for _ in range(5)] == recorded  # a plain loop is as many samples


def test_two_calls_within_one_sample_stay_two(tmp_path):
    with answering(counting()[0]), replay(tmp_path / "r.db"):
        assert [ask(0), ask(0), ask(1)] == ["answer 0", "answer 1", "answer 2"]
    with answering(nobody()), replay(tmp_path / "r.db", "replay"):
        assert [ask(1), ask(0), ask(0)] == ["answer 2", "answer 0", "answer 1"]


def test_concurrent_samples_replay_by_index_whatever_their_order(tmp_path):
    async def one(index):
        sample_index.set(index)
        await asyncio.sleep(0.001 * (7 * index % 5))
        reply = await AsyncOpenAI().chat.completions.create(**ASK)
        return reply.choices[0].message.content

    async def all_of_them():
        return await asyncio.gather(*(asyncio.create_task(one(i)) for i in range(8)))

    with answering(counting()[0]), replay(tmp_path / "r.db"):
        recorded = asyncio.run(all_of_them())
    with answering(nobody()), replay(tmp_path / "r.db", "replay"):
        assert asyncio.run(all_of_them()) == recorded
    assert len(set(recorded)) == 8


def test_streams_are_recorded_and_replayed_as_streams(tmp_path):
    def streamed():
        chunks = list(OpenAI().chat.completions.create(**ASK, stream=True))
        return [c.choices[0].delta.content for c in chunks if c.choices]

    async def streamed_async():
        stream = await AsyncOpenAI().chat.completions.create(**ASK, stream=True)
        return [c.choices[0].delta.content async for c in stream if c.choices]

    with answering(counting()[0]), replay(tmp_path / "r.db"):
        assert (streamed(), asyncio.run(streamed_async())) == (["answer 0"], ["answer 1"])
    with answering(nobody()), trace() as t, replay(tmp_path / "r.db"):
        assert (asyncio.run(streamed_async()), streamed()) == (["answer 0"], ["answer 1"])
    assert [s.usage.output_tokens for s in t] == [3, 3]


def test_messages_and_their_streams_replay_too(tmp_path):
    with answering(vendor()[0]), replay(tmp_path / "r.db"):
        Anthropic().messages.create(**ASK_CLAUDE)
        with Anthropic().messages.stream(**ASK_CLAUDE) as stream:
            stream.until_done()
    with answering(nobody()), replay(tmp_path / "r.db"):
        assert Anthropic().messages.create(**ASK_CLAUDE).content[0].text == "hello"
        with Anthropic().messages.stream(**ASK_CLAUDE) as stream:
            assert stream.get_final_message().usage.output_tokens == 5


def test_a_stream_left_early_is_not_recorded(tmp_path):
    with answering(counting()[0]), replay(tmp_path / "r.db") as r:
        with OpenAI().chat.completions.create(**ASK, stream=True) as stream:
            next(iter(stream))
        assert r.recorded == 0


def test_errors_are_not_recorded_and_the_retry_takes_their_place(tmp_path):
    busy = httpx2.Response(429, json={"error": {"message": "x"}}, headers={"retry-after-ms": "1"})
    with (
        answering(vendor(busy, httpx2.ConnectError("no"), chat("at last"))[0]),
        replay(tmp_path / "r.db") as r,
    ):
        assert ask(4) == "at last"
        assert r.recorded == 1
    with answering(nobody()), replay(tmp_path / "r.db", "replay"):
        assert ask(4) == "at last"


def test_a_missing_record_is_one_clear_sentence_and_no_call(tmp_path):
    with answering(counting()[0]), replay(tmp_path / "r.db"):
        ask()
    transport, seen = counting()
    with answering(transport), replay(tmp_path / "r.db", "replay"):
        with pytest.raises(
            openai.NotFoundError, match=r"Replay: r\.db has no answer to this call as sample 0"
        ):
            ask(temperature=0.1)
        with pytest.raises(Exception, match=r"Record it on a live source with kit\.replay") as caught:
            Anthropic().messages.create(**ASK_CLAUDE)
    assert caught.value.status_code == 404
    assert seen == []


def test_record_mode_asks_again_and_replaces(tmp_path):
    transport, _ = counting()
    with answering(transport), replay(tmp_path / "r.db"):
        assert ask() == "answer 0"
    with answering(transport), replay(tmp_path / "r.db", "record"):
        assert ask() == "answer 1"
    with answering(nobody()), replay(tmp_path / "r.db", "replay"):
        assert ask() == "answer 1"


def test_who_asks_and_in_which_order_fields_come_makes_no_other_call(tmp_path):
    with answering(counting()[0]), replay(tmp_path / "r.db"):
        ask(temperature=0.5, top_p=0.9, user="ann")
    with answering(nobody()), replay(tmp_path / "r.db"):
        assert ask(top_p=0.9, user="bob", temperature=0.5) == "answer 0"


def test_a_recording_made_at_one_address_serves_another(tmp_path):
    transport, _ = counting()
    with answering(transport), replay(tmp_path / "r.db"):
        OpenAI(base_url="http://127.0.0.1:1/some/where/v1").chat.completions.create(**ASK)
    with answering(nobody()), replay(tmp_path / "r.db"):
        assert ask() == "answer 0"


def test_a_replayed_answer_costs_nothing():
    with answering(vendor()[0]), budget(usd=1.0) as cap:
        ask()
    assert cap.spent.usd == 0.0


def test_the_source_replay_answers_from_the_file_and_knows_its_models(tmp_path, monkeypatch):
    path = tmp_path / "r.db"
    monkeypatch.setattr("kit.models.sources._chosen", None)
    kit.use("simulated")
    with replay(path):
        asked = {"model": kit.model("small").name, "messages": ASK["messages"]}
        said = OpenAI().chat.completions.create(**asked).choices[0].message.content
    monkeypatch.setenv("KIT_REPLAY", str(path))
    kit.use("replay")
    assert (kit.model("small").name, kit.model("small").source) == ("simulated-small", "replay")
    assert OpenAI().chat.completions.create(**asked).choices[0].message.content == said
    assert kit.source().ready() is None


def test_a_killed_process_leaves_a_whole_file(tmp_path):
    path = tmp_path / "r.db"
    program = (
        "import os, sys, time; sys.path.insert(0, sys.argv[2]);"
        "from test_replay import ask, counting; from kit import answering, replay\n"
        "with answering(counting()[0]), replay(sys.argv[1]):\n"
        "    print(ask(), ask(), flush=True)\n"
        "    time.sleep(0.5)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    here = os.path.dirname(__file__)
    ran = subprocess.run([sys.executable, "-c", program, str(path), here], capture_output=True, text=True)
    assert ran.stdout == "answer 0 answer 1\n", ran.stderr
    with answering(nobody()), replay(path, "replay"):
        assert (ask(), ask()) == ("answer 0", "answer 1")


def test_wrong_modes_and_files_are_named(tmp_path):
    with pytest.raises(ValueError, match="no replay mode 'play'; there are: auto, record, replay"):
        kit.models.layers.replay.Replay(tmp_path / "r.db", "play")
    with pytest.raises(FileNotFoundError, match="no recording at"), replay(tmp_path / "none.db", "replay"):
        pass
    (tmp_path / "text.db").write_text("this is not a database, and long enough to be read as one " * 20)
    with pytest.raises(OSError, match=r"text\.db cannot be used"), replay(tmp_path / "text.db"):
        pass
