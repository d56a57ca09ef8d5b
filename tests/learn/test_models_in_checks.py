"""Models in checks: they answer from the checker's side, through the real SDKs, and leave evidence."""

from __future__ import annotations

import pytest
import toy

from kit.learn.grade import Grade, run
from kit.learn.sheet import parse

START = """from kit import Anthropic, AsyncOpenAI, OpenAI, exercise, model, simulated, use
use("local")
check = exercise("07_toy")
client, claude = OpenAI(), Anthropic()
"""
ASK = '''# BEGIN ANSWER
def ask(prompt):
    """Text."""
    r = client.chat.completions.create(model="any", messages=[{"role": "user", "content": prompt}], max_tokens=4)
    return r.choices[0].message.content
# END ANSWER'''
CHECK = """with check("ask") as c:
    word = c.rng.choice(["red", "green", "blue"])
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


def graded(ask: str = "", seeds: tuple[int, ...] = (0,)) -> list[Grade]:
    sheet = parse(toy.notebook(CELLS), toy.SLUG)
    return run(sheet, {"answer-ask": ask or sheet.answers["answer-ask"]}, seeds=seeds)


def test_a_simulated_model_and_then_the_live_one_answer_the_same_client(engine_url: str) -> None:
    (result,) = graded()
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


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        ("def ask(p): return 'red'", "is not what is expected"),
        ("def ask(p):\n    for i in range(2): r = client.chat.completions.create(model='a', "
         "messages=[{'role': 'user', 'content': p}])\n    return r.choices[0].message.content",
         "is not what is expected"),
        ("from kit import answering\n\ndef ask(p):\n    with answering(simulated.Coin('red', rate=1.0, other='x')):\n"
         "        return client.chat.completions.create(model='a', messages=[{'role': 'user', "
         "'content': 'no'}]).choices[0].message.content", "is not as it should be"),
    ],
)  # fmt: skip
def test_answers_without_the_right_call_fail_because_the_evidence_is_on_the_other_side(
    ask: str, says: str, engine_url: str
) -> None:
    wrong = [g.verdicts[0] for g in graded(ask, seeds=(1, 2, 3, 4))]
    assert all(v.state == "fail" for v in wrong[1:]) or not wrong[0].passed
    assert any(says in v.message for v in wrong)


def test_a_check_of_the_live_source_runs_under_three_seeds_only(engine_url: str) -> None:
    from kit.learn import wire

    asked: list[int] = []
    close = wire.Answering.close

    def counting(self: wire.Answering) -> None:
        asked.append(self.live_calls)
        close(self)

    wire.Answering.close = counting  # type: ignore[method-assign]
    try:
        assert all(g.passed for g in graded(seeds=tuple(range(10))))
    finally:
        wire.Answering.close = close  # type: ignore[method-assign]
    assert asked == [3]
