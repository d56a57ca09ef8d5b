"""Models in checks: they answer from the checker's side, through the real SDKs, and leave evidence."""

from __future__ import annotations

import socket

import httpx2
import pytest
import toy

from kit import simulated
from kit.learn.grade import Grade, run
from kit.learn.sheet import parse
from kit.learn.wire import Answering

START = """from kit import Anthropic, AsyncOpenAI, OpenAI, exercise, model, simulated, use
use("local")
check = exercise("07_toy")
client, claude = OpenAI(), Anthropic()
"""
ASK = '''# BEGIN ANSWER
def ask(prompt):
    """Text."""
    r = client.chat.completions.create(model="any", max_tokens=4,
        messages=[{"role": "user", "content": prompt}])
    return r.choices[0].message.content
# END ANSWER'''
CHECK = """with check("ask") as c:
    word = f"w{c.rng.randint(0, 10**6)}"
    with c.model(simulated.Coin(word, rate=1.0, other="x")) as calls:
        c.equal(c.call(ask, "a colour?"), word)
    c.equal(len(calls), 1, where="ask the model once")
    c.that("a colour?" in str(calls[0].messages), expected="the prompt in the messages")
"""
LIVE = """with check("live") as c:
    with c.live():
        c.that(len(c.call(ask, "Say hi.")) > 0, expected="some text")
"""
CELLS = [
    ("given", "given-start", START),
    ("answer", "answer-ask", ASK),
    ("check", "check-ask", CHECK),
    ("check", "check-live", LIVE),
]


def graded(ask: str = "", seeds: tuple[int, ...] = (0,), live: bool = False) -> list[Grade]:
    sheet = parse(toy.notebook(CELLS if live else CELLS[:3]), toy.SLUG)
    return run(sheet, {"answer-ask": ask or sheet.answers["answer-ask"]}, seeds=seeds)


def test_a_simulated_model_and_then_the_live_one_answer_the_same_client(engine_url: str) -> None:
    (result,) = graded(live=True)
    assert result.passed, result


@pytest.mark.parametrize(
    "ask",
    [
        "async def ask(p):\n    r = await AsyncOpenAI().chat.completions.create("
        "model='a', messages=[{'role': 'user', 'content': p}])\n    return r.choices[0].message.content",
        "def ask(p):\n    r = claude.messages.create("
        "model='a', max_tokens=9, messages=[{'role': 'user', 'content': p}])\n    return r.content[0].text",
        "def ask(p):\n    return client.responses.create(model='a', input=p, store=False).output_text",
        "def ask(p):\n    s = client.chat.completions.create(model='a', stream=True, "
        "messages=[{'role': 'user', 'content': p}])\n"
        "    return ''.join(e.choices[0].delta.content or '' for e in s if e.choices)",
    ],
)
def test_any_sdk_call_reaches_the_model_of_the_check(ask: str, engine_url: str) -> None:
    (result,) = graded(ask)
    assert result.passed, result


ONCE = "client.chat.completions.create(model='a', messages=[{'role': 'user', 'content': 'a colour?'}])"
OWN = "answering(simulated.Coin('red', rate=1.0, other='x'))"


@pytest.mark.parametrize(
    ("ask", "expected", "got"),
    [
        ("def ask(p): return 'w7'", "'w", "'w7'"),
        (f"def ask(p):\n    {ONCE}\n    return {ONCE}.choices[0].message.content", "1", "2"),
        (
            f"from kit import answering\n\ndef ask(p):\n    with {OWN}:\n"
            f"        return {ONCE.replace('a colour', 'hello')}.choices[0].message.content",
            "the prompt in the messages",
            "",
        ),
    ],
)
def test_answers_without_the_right_call_fail_because_the_evidence_is_on_the_checkers_side(
    ask: str, expected: str, got: str
) -> None:
    (verdict,) = graded(ask)[0].verdicts
    assert verdict.state == "fail"
    assert verdict.expected.startswith(expected)
    assert verdict.got == got


def test_a_check_of_the_live_source_runs_under_three_seeds_only(engine_url: str) -> None:
    from kit.learn import wire

    asked: list[int] = []
    close = wire.Answering.close

    def counting(self: wire.Answering) -> None:
        asked.append(self.live_calls)
        close(self)

    wire.Answering.close = counting  # type: ignore[method-assign]
    try:
        assert all(g.passed for g in graded(seeds=tuple(range(10)), live=True))
    finally:
        wire.Answering.close = close  # type: ignore[method-assign]
    assert asked == [3]


def test_where_the_live_source_has_no_part_nobody_answers_between_checks() -> None:
    answering = Answering(live=False)
    answering.answer()
    try:
        with httpx2.Client(base_url=answering.address) as client:
            with pytest.raises(httpx2.TransportError):
                client.post("/v1/chat/completions", json={})
            with answering.by(simulated.Coin("yes", rate=1.0, other="no")) as calls:
                client.post("/v1/chat/completions", json={})
        assert len(calls) == 1
        assert answering.live_calls == 0
    finally:
        answering.close()


@pytest.mark.parametrize("size", ["1000000000", "-1", "x", "9" * 5000])
def test_a_request_too_large_or_of_no_size_is_refused_unread(size: str) -> None:
    answering = Answering(live=False)
    answering.answer()
    try:
        place = httpx2.URL(answering.address)
        with socket.create_connection((place.host, place.port), 5) as line:
            line.sendall(f"POST /v1/responses HTTP/1.1\r\ncontent-length: {size}\r\n\r\n".encode())
            assert b" 413 " in line.recv(1000)
    finally:
        answering.close()
