"""Behind the wall: code that hangs, dies, floods or lies keeps the points it had, and gets one sentence."""

from __future__ import annotations

import os
import time

import psutil
import pytest
import toy
from test_grade import graded, states

from kit.learn.plain import dumps
from kit.learn.said import outcome_in
from kit.learn.wall import Gone, Limits, Worker, environment

QUICK = Limits(cell=2, total=20, printed=2_000_000, answered=5_000_000)


@pytest.mark.parametrize(
    ("craft", "says"),
    [
        ("import os\nos._exit(0)", "ended the Python process"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", "ended the Python process"),
        ("import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass", "was ended"),
        ("while True:\n    print('x' * 10_000)", "printed more than 2 MB"),
        (
            "import os\nfor fd in range(3, 30):\n"
            "    try: os.write(fd, b'rubbish\\n')\n    except OSError: pass",
            "not an answer",
        ),
    ],
)
def test_a_worker_that_is_lost_keeps_the_points_it_had_and_says_why_in_one_sentence(
    craft: str, says: str
) -> None:
    result = graded({"answer-craft": craft}, QUICK)
    assert states(result) == {"price": "pass", "craft": "not run", "guess": "not run"}
    assert len(result.notes) == 1
    assert says in result.notes[0]
    assert result.points == 2


def test_a_loop_without_end_is_interrupted_and_the_checks_after_it_still_count() -> None:
    slow = [(k, i, s.replace("points=2", "points=2, seconds=0.5")) for k, i, s in toy.CELLS]
    from kit.learn.grade import run
    from kit.learn.sheet import parse

    sheet = parse(toy.notebook(slow), toy.SLUG)
    result = run(
        sheet, {**sheet.answers, "answer-price": "def price_of(tokens):\n    while True: pass"}, limits=QUICK
    )[0]
    assert states(result) == {"price": "fail", "craft": "pass", "guess": "pass"}
    assert "took more than 0.5 seconds" in result.verdicts[0].message


def test_the_time_for_a_whole_grade_is_limited() -> None:
    began = time.monotonic()
    hang = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass"
    graded({"answer-price": hang, "answer-craft": hang}, Limits(cell=60, total=2))
    assert time.monotonic() - began < 10


def test_processes_that_the_learner_started_are_ended() -> None:
    source = (
        "import subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "def price_of(tokens): return child.pid"
    )
    pid = int(graded({"answer-price": source}).verdicts[0].got)
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_the_worker_sees_no_key_and_may_not_pay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted")
    monkeypatch.setenv("SOME_TOKEN", "sk-planted")
    seen = environment("http://127.0.0.1:1", "/tmp")
    assert "sk-planted" not in "".join(seen.values())
    assert seen["KIT_NO_PAID"] == "1"
    source = "import os\n\ndef price_of(tokens): return dict(os.environ)"
    assert "sk-planted" not in repr(graded({"answer-price": source}))


def test_grading_leaves_the_environment_as_it_was() -> None:
    before = dict(os.environ)
    graded({})
    assert dict(os.environ) == before


def test_the_worker_ends_when_its_checker_goes_away_even_in_a_loop() -> None:
    worker = Worker(limits=Limits())
    loop = (
        "import threading\ndef spin():\n    while True: pass\n"
        "threading.Thread(target=spin, daemon=True).start()"
    )
    try:
        assert worker.ask("cell", 20, source=loop) == {"ok": None}
        assert worker._process.stdin
        worker._process.stdin.close()
        worker._process.wait(10)
    finally:
        worker.close()


def test_printing_and_reading_input_do_not_disturb_the_conversation() -> None:
    source = """
import os, sys
print('{"id": 3, "ok": 1}')
os.write(1, b'hello')
print(sys.stdin.read())

def price_of(tokens):
    print('{}')
    return 2 * tokens
"""
    assert graded({"answer-price": source}).passed


def test_a_value_too_large_to_send_is_a_sentence() -> None:
    result = graded({"answer-price": "def price_of(tokens): return 'x' * (50_000_000 if tokens > 9 else 1)"})
    assert "50 MB of data; return less" in result.verdicts[0].message
    assert states(result)["craft"] == "pass"


def test_who_does_not_read_what_is_asked_is_ended_as_well() -> None:
    worker = Worker(limits=Limits())
    stop = "import os, signal, threading\n"
    stop += "threading.Timer(0.2, os.kill, [os.getpid(), signal.SIGSTOP]).start()"
    try:
        assert worker.ask("cell", 20, source=stop) == {"ok": None}
        time.sleep(0.5)
        with pytest.raises(Gone, match="ended"):
            worker.ask("cell", 0.5, source="#" * 5_000_000)
    finally:
        worker.close()


@pytest.mark.parametrize(
    "said",
    [
        '{"id": "other", "ok": 1}',
        '{"id": "asked"}',
        '{"id": "asked", "ok": 1, "error": {}}',
        '{"id": "asked", "ok": 1, "more": 1}',
        '{"id": "asked", "error": {"kind": "raised"}}',
        '{"id": "asked", "error": {"kind": "gone", "type": "", "message": "", "line": "", "bases": []}}',
        '{"id": "asked", "error": {"kind": "raised", "type": "", "message": "", "line": "", "bases": [1]}}',
        '["asked"]',
        "[" * 100_000,
        '{"id": "asked", "ok": ' + "[" * 70 + "]" * 70 + "}",
        '{"id": "asked", "ok": ' + "9" * 5000 + "}",
        '{"id": "asked", "ok": {"$": "dict", "items": [[[], 1]]}}',
        '{"id": "asked", "ok": {"$": "dict", "items": 5}}',
        "\ud800",
    ],
)
def test_what_is_not_exactly_an_outcome_of_this_question_is_refused(said: str) -> None:
    assert outcome_in(said.encode(errors="surrogatepass"), "asked") is None


def test_texts_of_an_error_are_cut_and_can_be_printed_anywhere() -> None:
    error = {
        "kind": "raised",
        "type": "A" * 999,
        "message": "\x1b[2J\x00\ud800",
        "line": "",
        "bases": ["B"] * 99,
    }
    outcome = outcome_in(dumps({"id": "asked", "error": error}).encode(), "asked")
    assert outcome
    assert len(outcome["error"]["type"]) == 200
    assert outcome["error"]["message"] == "\ufffd[2J\ufffd\ufffd"
    assert len(outcome["error"]["bases"]) == 50


@pytest.mark.skipif(os.name != "posix", reason="no process here can be interrupted")
def test_an_interrupt_while_an_answer_is_sent_neither_cuts_nor_doubles_it() -> None:
    worker = Worker(limits=Limits())
    try:
        worker.ask("cell", 20, source="big = list(range(300_000))")
        for number in range(8):
            outcome = worker.ask("value", 0.01 + number / 50, path="big")
            assert outcome.get("ok", outcome.get("error", {}).get("kind")) in (list(range(300_000)), "slow")
        assert worker.ask("value", 20, path="big") == {"ok": list(range(300_000))}
    finally:
        worker.close()
