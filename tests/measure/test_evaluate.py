"""`evaluate` asks each case once, loses nothing, and goes on where it was stopped."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import openai
import pytest

import kit
from kit import Case, Rate, answering, budget, evaluate, simulated
from kit.measure import Report, scorers

CASES = [Case(f"Flip coin {i}.", "heads", id=f"c{i}") for i in range(12)]


@pytest.fixture
def client() -> openai.OpenAI:
    kit.use("simulated")
    return kit.OpenAI(max_retries=0)


def asking(client: openai.OpenAI):
    def solve(text: str):
        return client.chat.completions.create(
            model="simulated-small", messages=[{"role": "user", "content": text}]
        )

    return solve


def upper(text: str) -> str:
    return text.upper()


def process_of(text: str) -> str:
    return str(os.getpid())


# --- what it asks and what it keeps ----------------------------------------------------------------


def test_every_case_is_asked_once_a_repeat_through_the_real_sdk(client: openai.OpenAI) -> None:
    with answering(simulated.Coin("heads", 0.5, other="tails", seed=3)) as calls:
        report = evaluate(asking(client), CASES, repeats=3, progress=False)
    asked = sorted(call.messages[-1]["content"] for call in calls)
    assert asked == sorted(case.input for case in CASES for _ in range(3))
    assert (report.usage.calls, len(report)) == (36, 36)
    assert {row.answer for row in report.rows} == {"heads", "tails"}
    assert [(row.case.id, row.repeat) for row in report.rows[:4]] == [
        ("c0", 0),
        ("c0", 1),
        ("c0", 2),
        ("c1", 0),
    ]


def test_an_sdk_error_is_a_row_and_not_a_wrong_answer(client: openai.OpenAI) -> None:
    script = simulated.Script(["heads", simulated.Fault("rate_limit"), "tails", simulated.Fault("timeout")])
    with answering(script):
        report = evaluate(asking(client), CASES[:4], concurrency=1, progress=False)
    assert report.rate() == Rate(1, 2)
    assert [row.reply.kind for row in report.failures] == ["RateLimitError", "APITimeoutError"]
    assert report.failures[0].reply.status == 429


def test_a_solve_that_wants_the_repeat_gets_it() -> None:
    report = evaluate(lambda text, repeat: repeat, CASES[:2], lambda answer, case: answer == 1, repeats=2)
    assert report.answers == [0, 1, 0, 1]
    kept = evaluate(lambda text, prompt="p": prompt, CASES[:1])
    assert kept.answers == ["p"]


def test_an_async_solve_is_awaited_also_inside_a_running_loop() -> None:
    async def solve(text: str) -> str:
        await asyncio.sleep(0.01)
        return text

    async def cell() -> Report:
        return evaluate(solve, CASES, progress=False)

    assert evaluate(solve, CASES, progress=False).answers == asyncio.run(cell()).answers


def test_an_answer_may_be_data_or_carry_its_usage() -> None:
    class Outcome:
        answer = ("a", "b")
        usage = kit.Usage(calls=3, output_tokens=7)

    report = evaluate(lambda text: Outcome(), CASES[:2], lambda answer, case: answer == ["a", "b"])
    assert report.rate() == Rate(2, 2)
    assert report.usage.calls == 6


def test_no_more_calls_are_in_flight_than_allowed() -> None:
    flying, most, lock = 0, 0, threading.Lock()

    def solve(text: str) -> str:
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
        time.sleep(0.01)
        with lock:
            flying -= 1
        return text

    with ThreadPoolExecutor(12) as pool:
        evaluate(solve, CASES, concurrency=3, executor=pool, progress=False)
    assert most == 3


def test_a_mistake_in_solve_ends_the_run_at_once() -> None:
    asked = []

    def solve(text: str) -> str:
        asked.append(text)
        return undefined  # type: ignore[name-defined]  # noqa: F821

    with pytest.raises(NameError):
        evaluate(solve, CASES, concurrency=1, progress=False)
    assert len(asked) == 1


def test_a_mistake_in_a_scorer_shows_before_the_rest_is_paid_for() -> None:
    asked = []
    with pytest.raises(ZeroDivisionError):
        evaluate(lambda text: asked.append(text) or "x", CASES, lambda a, c: 1 / 0, concurrency=1)  # type: ignore[func-returns-value]
    assert len(asked) == 1


def test_a_scorer_that_fails_now_and_then_costs_no_answer() -> None:
    fails_on_5 = lambda answer, case: 12 / (int(case.id[1:]) - 5) < 99  # noqa: E731
    report = evaluate(upper, CASES, fails_on_5, name="run", concurrency=1)  # so that case 5 is not the first
    assert report.rate() == Rate(11, 11)
    assert "itself failed on 1 answers" in repr(report)


def test_a_spent_budget_stops_the_run_and_keeps_what_was_got(client: openai.OpenAI) -> None:
    with (
        answering(simulated.Coin("heads", 1.0)) as calls,
        budget(calls=5),
        pytest.warns(RuntimeWarning, match="budget was refused"),
    ):
        report = evaluate(asking(client), CASES, concurrency=1, progress=False)
    assert len(calls) == 5
    assert len(report) == 6
    assert report.rate() == Rate(5, 5)


def test_two_cases_of_one_id_are_refused_with_their_labels() -> None:
    with pytest.raises(ValueError, match="labelled 'return' and 'exchange'"):
        evaluate(upper, [Case("text", "return"), Case("text", "exchange")])
    with pytest.raises(ValueError, match="at least one case"):
        evaluate(upper, [])
    with pytest.raises(TypeError, match="Case objects"):
        evaluate(upper, ["text"])  # type: ignore[list-item]


# --- any executor ----------------------------------------------------------------------------------


def test_processes_may_answer() -> None:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        report = evaluate(process_of, CASES, executor=pool, progress=False)
    assert str(os.getpid()) not in report.answers
    assert not report.failures


def test_what_no_process_can_be_sent_is_an_error_at_once() -> None:
    with (
        ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool,
        pytest.raises(Exception, match=r"[Pp]ickle|local object"),
    ):
        evaluate(lambda text: text, CASES, executor=pool, progress=False)


def test_any_executor_of_the_standard_kind_will_do() -> None:
    class Here(Executor):
        def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
            future: Future = Future()
            future.set_result(fn(*args, **kwargs))
            return future

    assert evaluate(upper, CASES, executor=Here(), progress=False).answers[0] == "FLIP COIN 0."


# --- going on where it stopped ---------------------------------------------------------------------


def stored(tmp_path: Path, prompt: str, cases: list[Case] = CASES, **more: object) -> tuple[int, Report]:
    calls = tmp_path / "calls"
    calls.write_text("")

    def solve(text: str) -> str:
        with calls.open("a") as file:
            file.write(".")
        return f"{prompt} {text}"

    report = evaluate(solve, cases, store=tmp_path / "s.sqlite", progress=False, **more)  # type: ignore[arg-type]
    return len(calls.read_text()), report


def test_the_same_eval_again_costs_nothing_and_says_the_same(tmp_path: Path) -> None:
    first, second = stored(tmp_path, "p", repeats=2), stored(tmp_path, "p", repeats=2)
    assert (first[0], second[0]) == (24, 0)
    assert second[1].answers == first[1].answers


def test_more_cases_and_more_repeats_cost_only_themselves(tmp_path: Path) -> None:
    stored(tmp_path, "p")
    assert stored(tmp_path, "p", [*CASES, Case("new")])[0] == 1
    assert stored(tmp_path, "p", repeats=2)[0] == 12


@pytest.mark.parametrize("change", ["prompt", "name", "input"])
def test_an_edited_prompt_name_or_input_is_asked_anew(tmp_path: Path, change: str) -> None:
    stored(tmp_path, "p")
    edited = [Case(c.input + "!", c.expected, c.id) for c in CASES] if change == "input" else CASES
    name = {"name": "other"} if change == "name" else {}
    assert stored(tmp_path, "q" if change == "prompt" else "p", edited, **name)[0] == 12


def test_a_mended_label_is_not_asked_anew(tmp_path: Path) -> None:
    stored(tmp_path, "p")
    asked, report = stored(tmp_path, "p", [Case(c.input, f"p {c.input}", c.id) for c in CASES])
    assert (asked, report.rate()) == (0, Rate(12, 12))


def test_a_failed_call_is_tried_again_by_the_next_run(tmp_path: Path) -> None:
    down = tmp_path / "down"
    down.touch()

    def solve(text: str) -> str:
        if down.exists() and text.endswith("3."):
            raise ConnectionError("down")
        return "heads"

    def run() -> Report:
        return evaluate(solve, CASES, store=tmp_path / "s.sqlite", progress=False)

    assert len(run().failures) == 1
    down.unlink()
    assert run().rate() == Rate(12, 12)


RUN = """
    import os, sys, time
    from kit import Case, evaluate

    def solve(text, repeat):
        handle = os.open("calls", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{text}/{repeat}\\n".encode())
        time.sleep(0.02)
        return text

    cases = [Case(str(i), str(i)) for i in range(60)]
    report = evaluate(solve, cases, repeats=2, concurrency=4, store="s.sqlite")
    print(len(report), report.rate().value, len(report.failures))
"""


def test_a_killed_run_goes_on_where_it_stopped_and_pays_for_nothing_twice(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(textwrap.dedent(RUN))
    calls = tmp_path / "calls"
    for _ in range(2):  # killed twice, at different places
        before = calls.stat().st_size if calls.exists() else 0
        running = subprocess.Popen([sys.executable, str(script)], cwd=tmp_path)
        limit = time.monotonic() + 30
        while (calls.stat().st_size if calls.exists() else 0) < before + 150 and time.monotonic() < limit:
            time.sleep(0.01)
        running.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
        running.wait()
        assert running.returncode != 0
    killed = calls.read_text().split()
    assert 20 < len(killed) < 120
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["120", "1.0", "0"]
    every = calls.read_text().split()
    assert len(set(every)) == 120
    assert len(every) <= 120 + 2 * 4  # only what was in flight at each kill is asked again
    again = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert again.stdout == done.stdout
    assert calls.read_text().split() == every


STOPPED = """
    import os, signal, threading, time, warnings
    from kit import Case, evaluate

    def solve(text):
        time.sleep(0.02)
        return text

    threading.Timer(0.4, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
    warnings.simplefilter("ignore")
    report = evaluate(solve, [Case(str(i)) for i in range(2000)], concurrency=2, store="s.sqlite")
    print(report.note)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a signal to oneself ends the process there")
def test_an_interrupt_keeps_what_was_got_and_says_how_to_go_on(tmp_path: Path) -> None:
    code = textwrap.dedent(STOPPED)
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    found = re.match(r"Stopped by you: (\d+) of 2000 calls are here. The same call goes on", done.stdout)
    assert found
    assert 5 < int(found[1]) < 200


def test_two_runs_may_share_a_store_at_the_same_time(tmp_path: Path) -> None:
    def one(name: str) -> Report:
        return evaluate(upper, CASES, scorers.exact, store=tmp_path / "s.sqlite", name=name, progress=False)

    with ThreadPoolExecutor(4) as pool:
        assert [len(report) for report in pool.map(one, "abcd")] == [12] * 4
