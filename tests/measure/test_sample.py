"""`sample` through the real SDKs: every reply kept, in order, from a script and inside a running loop."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import anthropic
import httpx2
import openai
import pytest

import kit
from kit import Rate, Reply, asample, sample, simulated

WORDS = {"model": "simulated-small", "messages": [{"role": "user", "content": "Flip a coin."}]}


def chat_reply(text: str) -> httpx2.Response:
    choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": text}}
    usage = {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7}
    return httpx2.Response(
        200,
        json={
            "id": "c", "object": "chat.completion", "created": 0, "model": "simulated-small",
            "choices": [choice], "usage": usage,
        },
    )  # fmt: skip


def refusal(status: int, message: str) -> httpx2.Response:
    return httpx2.Response(
        status, headers={"x-should-retry": "false"}, json={"error": {"message": message, "type": "x"}}
    )


def client_of(server: Callable[[httpx2.Request], httpx2.Response]) -> openai.OpenAI:
    http = httpx2.Client(transport=httpx2.MockTransport(server))
    return openai.OpenAI(api_key="none", base_url="http://model.invalid/v1", http_client=http, max_retries=0)


def asker(server: Callable[[httpx2.Request], httpx2.Response]) -> Callable[[], object]:
    client = client_of(server)
    return lambda: client.chat.completions.create(**WORDS)  # type: ignore[call-overload]


@contextmanager
def expecting_a_note(words: str) -> Iterator[None]:
    with pytest.warns(RuntimeWarning, match=words):
        yield


def test_n_calls_give_n_replies_with_usage_summed() -> None:
    got = sample(asker(lambda request: chat_reply("Heads.")), 30)
    assert len(got) == 30
    assert got.answers() == ["heads"] * 30
    assert (got.usage.calls, got.usage.input_tokens, got.usage.output_tokens) == (30, 150, 60)
    assert not got.failures
    assert not got.note


def test_both_vendors_sdks_are_sampled_alike() -> None:
    with kit.answering(simulated.Coin("yes", 1.0)):
        kit.use("simulated")
        chat, messages = kit.OpenAI(), kit.Anthropic()
        first = sample(lambda: chat.chat.completions.create(**WORDS), 3)  # type: ignore[call-overload]
        second = sample(lambda: messages.messages.create(max_tokens=5, **WORDS), 3)  # type: ignore[call-overload]
        third = sample(lambda: chat.responses.create(model="simulated-small", input="Hi", store=False), 3)
    assert [reply.text for s in (first, second, third) for reply in s.replies] == ["yes"] * 9
    assert isinstance(second.replies[0].raw, anthropic.types.Message)


def test_a_true_rate_is_recovered_within_its_interval() -> None:
    kit.use("simulated")
    with kit.answering(simulated.Coin("yes", 0.7, "no", seed=3)):
        client = kit.OpenAI()
        got = sample(lambda: client.chat.completions.create(**WORDS), 400)  # type: ignore[call-overload]
    rate = got.rate(lambda text: text == "yes")
    assert rate.n == 400
    assert rate.low <= 0.7 <= rate.high


def test_ask_is_given_the_sample_index_only_if_it_needs_one() -> None:
    assert sample(lambda i: f"answer {i}", 5).texts == [f"answer {i}" for i in range(5)]
    assert sample(lambda: "same", 2).texts == ["same", "same"]
    assert sample(lambda prompt="bound early": prompt, 2).texts == ["bound early"] * 2


def test_replies_come_back_in_the_order_of_their_index() -> None:
    def slow_first(i: int) -> str:
        time.sleep(0.05 if i == 0 else 0)
        return str(i)

    assert sample(slow_first, 6).texts == list("012345")


def test_layers_see_which_sample_a_request_is() -> None:
    from kit.models.layers.replay import sample_index

    seen: dict[str, object] = {}

    def note(i: int) -> str:
        seen[str(i)] = sample_index.get()
        return str(i)

    sample(note, 12)
    assert seen == {str(i): i for i in range(12)}
    assert sample_index.get() is None


def test_no_more_calls_are_in_flight_than_allowed() -> None:
    lock, now, most = threading.Lock(), 0, 0

    def ask() -> str:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.01)
        with lock:
            now -= 1
        return "x"

    sample(ask, 24, concurrency=3)
    assert most == 3


def test_a_failed_call_is_kept_beside_the_answers_and_counted() -> None:
    turns = iter([500, *[200] * 9])

    def server(request: httpx2.Request) -> httpx2.Response:
        return chat_reply("yes") if next(turns) == 200 else refusal(500, "The server stumbled.")

    got = sample(asker(server), 10, concurrency=1)
    assert (len(got.replies), len(got.texts), len(got.failures)) == (10, 9, 1)
    assert isinstance(got.failures[0].error, openai.InternalServerError)
    assert got.failures[0] is got.replies[0]
    assert got.rate(lambda text: text == "yes") == Rate(9, 9)
    assert "1 failed: The server stumbled." in repr(got)
    assert "1 failed: The server stumbled." in got._repr_html_()


def test_an_answer_that_cannot_be_read_is_a_failure_too() -> None:
    got = sample(lambda i: str(json.loads("not json" if i % 2 else "1")), 6)
    assert len(got.failures) == 3
    assert "3 failed: JSONDecodeError" in repr(got)


def test_nothing_answered_still_shows_why() -> None:
    got = sample(asker(lambda request: refusal(500, "Out of order.")), 4)
    assert "0 answers" in repr(got)
    assert "4 failed: Out of order." in repr(got)
    with pytest.raises(ValueError, match="did every call fail"):
        got.rate(bool)


def test_a_mistake_in_ask_is_raised_at_once_with_its_own_traceback() -> None:
    calls = []

    def ask() -> object:
        calls.append(1)
        return client  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(NameError, match="client"):
        sample(ask, 100, concurrency=1)
    assert len(calls) == 1


def test_an_ask_that_needs_two_arguments_is_refused() -> None:
    with pytest.raises(TypeError, match=r"this one needs prompt, i"):
        sample(lambda prompt, i: "x", 2)


@pytest.mark.parametrize("wrong", [{"n": 0}, {"concurrency": 0}])
def test_less_than_one_call_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="sample needs 1 or more"):
        sample(lambda: "x", **wrong)  # type: ignore[arg-type]


def test_a_refused_budget_stops_further_calls_and_keeps_what_was_got() -> None:
    sent = []

    def server(request: httpx2.Request) -> httpx2.Response:
        sent.append(request)
        return chat_reply("yes") if len(sent) <= 5 else refusal(402, "This would exceed the cap of $0.01.")

    with expecting_a_note("6 of 50 calls were sent"):
        got = sample(asker(server), 50, concurrency=1)
    assert len(sent) == 6
    assert (len(got.texts), len(got.failures)) == (5, 1)
    assert got.note.startswith("Stopped because the budget was refused (This would exceed the cap")


def test_the_kits_own_budget_stops_a_sample() -> None:
    kit.use("simulated")
    with kit.answering(simulated.Coin("yes", 1.0)) as calls, kit.budget(calls=4):
        client = kit.OpenAI()
        with expecting_a_note("Stopped because the budget was refused"):
            got = sample(lambda: client.chat.completions.create(**WORDS), 40, concurrency=2)  # type: ignore[call-overload]
    assert len(got.texts) == len(calls) == 4
    assert len(got.replies) < 10


def test_a_refused_key_is_not_tried_a_hundred_times() -> None:
    with expecting_a_note("the key was refused"):
        got = sample(asker(lambda request: refusal(401, "No such key.")), 100, concurrency=2)
    assert len(got.replies) <= 4


def test_an_async_ask_is_awaited_however_it_is_written() -> None:
    http = httpx2.AsyncClient(transport=httpx2.MockTransport(lambda request: chat_reply("yes")))
    client = openai.AsyncOpenAI(api_key="none", base_url="http://model.invalid/v1", http_client=http)

    async def ask() -> object:
        return await client.chat.completions.create(**WORDS)  # type: ignore[call-overload]

    assert sample(ask, 10).texts == ["yes"] * 10
    assert sample(lambda: client.chat.completions.create(**WORDS), 10).texts == ["yes"] * 10  # type: ignore[call-overload]


def test_the_sync_door_works_inside_a_running_loop() -> None:
    async def notebook_cell() -> list[str]:
        async def ask(i: int) -> str:
            await asyncio.sleep(0.001)
            return str(i)

        return sample(ask, 10).texts

    assert asyncio.run(notebook_cell()) == [str(i) for i in range(10)]


def test_the_async_door_leaves_the_loop_free_and_awaits_on_it() -> None:
    async def main() -> tuple[list[str], set[object], int]:
        loops, ticks = set(), 0

        async def ask(i: int) -> str:
            loops.add(asyncio.get_running_loop())
            await asyncio.sleep(0.02)
            return str(i)

        async def tick() -> None:
            nonlocal ticks
            while True:
                ticks += 1
                await asyncio.sleep(0.005)

        beside = asyncio.create_task(tick())
        got = await asample(ask, 16, concurrency=4)
        beside.cancel()
        return got.texts, loops, ticks

    texts, loops, ticks = asyncio.run(main())
    assert texts == [str(i) for i in range(16)]
    assert len(loops) == 1
    assert ticks >= 5


def test_a_sync_sample_within_an_async_ask_is_refused_rather_than_hung() -> None:
    async def ask() -> object:
        return sample(lambda: "x", 1)

    got = sample(ask, 1)
    assert "would wait for itself; use `await asample(...)`" in str(got.failures[0].error)


def test_replies_made_by_ask_itself_are_taken_as_they_are() -> None:
    assert sample(lambda: Reply(text="mine", seconds=2.0), 1).replies[0].seconds == 2.0


def test_a_number_or_label_made_by_ask_becomes_its_text() -> None:
    assert sample(lambda i: i % 2 == 0, 2).texts == ["True", "False"]


def test_answers_are_compared_without_case_marks_and_spaces() -> None:
    texts = iter(["Yes.", ' "yes"\n', "YES!", "no"])
    got = sample(lambda: next(texts), 4, concurrency=1)
    assert got.answers() == ["yes", "yes", "yes", "no"]
    assert got.answers(str) == ["Yes.", ' "yes"\n', "YES!", "no"]
    assert got.histogram().rows[0] == ("yes", Rate(3, 4))


def test_calls_really_go_out_together() -> None:
    got = sample(lambda: time.sleep(0.05) or "x", 40, concurrency=8)
    assert got.seconds < 40 * 0.05 / 3


def test_a_forked_child_samples_too() -> None:
    assert sample(lambda: "parent", 1).texts == ["parent"]

    async def ask() -> str:
        return "child"

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os._exit(0 if sample(ask, 2).texts == ["child", "child"] else 1)
    assert os.waitpid(child, 0)[1] == 0


INTERRUPTED = """
import sys, time, threading, warnings
from kit import sample
warnings.simplefilter("ignore")
def ask(i):
    if i == 5: print("ready", flush=True)
    time.sleep(0.05 if i < 5 else 0.5)
    return str(i)
got = sample(ask, 1000, concurrency=1)
print(got.texts[:5], len(got.texts) < 20, got.note)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends a POSIX signal")
def test_an_interrupt_keeps_what_was_got() -> None:
    script = subprocess.Popen([sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True)
    assert script.stdout is not None
    assert script.stdout.readline().strip() == "ready"
    script.send_signal(signal.SIGINT)
    said = script.communicate(timeout=20)[0]
    assert said.startswith("['0', '1', '2', '3', '4'] True Stopped by you: ")
    assert "calls were sent" in said


def test_no_progress_is_drawn_where_nobody_watches(capfd: pytest.CaptureFixture[str]) -> None:
    sample(lambda: time.sleep(0.3) or "x", 8, concurrency=2)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX terminal")
@pytest.mark.parametrize(("wish", "drawn"), [("1", True), ("0", False)])
def test_a_terminal_sees_a_bar_unless_it_is_switched_off(wish: str, drawn: bool) -> None:
    import pty

    ours, theirs = pty.openpty()
    code = "import time; from kit import sample; sample(lambda: time.sleep(.2) or 'x', 10, concurrency=1)"
    run = subprocess.run(
        [sys.executable, "-c", code], stderr=theirs, env={**os.environ, "KIT_PROGRESS": wish}, timeout=30
    )
    os.close(theirs)
    try:
        seen = os.read(ours, 100_000).decode()
    except OSError:  # Linux reports a closed, empty terminal as an error
        seen = ""
    os.close(ours)
    assert run.returncode == 0
    assert ("of 10 answers" in seen) is drawn


@pytest.mark.parametrize("sdk", ["openai", "anthropic"])
def test_the_live_engine_is_sampled(engine_url: str, sdk: str) -> None:
    kit.use("local")
    name = kit.model("small").name
    say = {"model": name, "max_tokens": 2, "messages": WORDS["messages"]}
    chat, messages = kit.OpenAI(), kit.Anthropic()
    ask = chat.chat.completions.create if sdk == "openai" else messages.messages.create
    got = sample(lambda: ask(**say), 4)  # type: ignore[operator]
    assert [reply.error for reply in got.replies] == [None] * 4
    assert got.usage.calls == 4
    assert got.usage.usd == 0
