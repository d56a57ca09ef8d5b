"""Forked from a warm parent: the same grades as a cold worker, sooner, with the same walls."""

from __future__ import annotations

import os

import pytest
import toy
from test_grade import RIGHT
from test_wall import QUICK

from kit.learn.grade import run
from kit.learn.sheet import parse
from kit.learn.warm import CAN_FORK, Warm

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system does not fork; workers start cold here")
SHEET = parse(toy.notebook(), toy.SLUG)


@pytest.mark.parametrize(
    "price",
    [
        "def price_of(tokens): return 2 * tokens",
        "def price_of(tokens): return 3",
        "import os\nos._exit(0)",
        "while True: print('x' * 10_000)",
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
    ],
)
def test_a_forked_worker_gives_the_grade_of_a_cold_one(price: str) -> None:
    answers = {**RIGHT, "answer-price": price}
    with Warm(SHEET) as warm:
        forked = [run(SHEET, answers, limits=QUICK, start=warm.start)[0] for _ in range(2)]
    assert forked == [run(SHEET, answers, limits=QUICK)[0]] * 2


def test_one_answer_leaves_nothing_to_the_next_and_the_environment_has_no_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted")
    leave = "import builtins, os\nbuiltins.left = os.environ['LEFT'] = 'x'"
    look = "import os\ndef price_of(tokens): return [dict(os.environ), 'left' in dir(__builtins__)]"
    with Warm(SHEET) as warm:
        run(SHEET, {"answer-price": leave}, start=warm.start)
        found = run(SHEET, {"answer-price": look}, start=warm.start)[0].verdicts[0]
    assert found.state == "fail"
    assert "LEFT" not in found.got
    assert "sk-planted" not in found.got
    assert os.environ["OPENAI_API_KEY"] == "sk-planted"


def test_a_forked_worker_makes_its_first_call_without_loading_the_sdk_again() -> None:
    look = (
        "import sys\ndef price_of(tokens):\n    return sorted(m for m in sys.modules if 'completions' in m)"
    )
    (kind, name, source), *others = toy.CELLS[1:]
    sheet = parse(toy.notebook([(kind, name, f"from kit import OpenAI\n{source}"), *others]), toy.SLUG)
    with Warm(sheet) as warm:
        found = run(sheet, {**RIGHT, "answer-price": look}, start=warm.start)[0].verdicts[0]
    assert "openai.resources.chat.completions" in found.got
