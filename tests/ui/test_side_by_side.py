"""Prompts side by side: the same cases, nothing paid twice, stops that keep what came, an honest verdict."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import Any

import pytest

import kit
from kit import simulated
from kit.measure.cases import Case
from kit.measure.scorers import contains
from kit.models.sources import named
from kit.ui import compare
from kit.ui.dotplot import dot_rows

CASES = [(f"message {i}", "yes" if i % 2 else "no") for i in range(12)]
RIGHT = dict(CASES)


def knows(prompt: str) -> str:
    """Answers right, unless the prompt says it should not."""
    right = RIGHT[prompt.split("\n")[-1]]
    return ("no" if right == "yes" else "yes") if "lie" in prompt else right


def test_every_prompt_meets_every_case_and_gets_its_interval_and_verdict() -> None:
    shown = compare({"plain": "Answer.", "liar": "Now lie."}, CASES, knows)
    got = shown.run()
    assert got is not None
    assert got.comparisons()["liar"].verdict == "worse"
    page = shown.static()
    assert "1.00 [0.76, 1.00] (n=12)" in page
    assert "0.00 [0.00, 0.24] (n=12)" in page
    assert "▼</b> worse" in page
    assert "cases right only with liar: 0, only with plain: 12" in page
    assert "12 cases (the prompts differ: 12)" in page
    assert page.count('aria-label="right"') == page.count('aria-label="wrong"') == 12


def test_where_noise_explains_the_difference_it_says_so() -> None:
    shown = compare(["Answer.", "Answer.", "Answer, please."], CASES, knows)
    shown.run()
    assert shown.static().count("inconclusive") == 2
    assert "Noise can explain a difference of this size" in shown.static()
    assert (
        "2 comparisons: were all prompts alike, luck would show a difference up to 10 times in 100"
        in shown.static()
    )


def test_one_prompt_in_two_columns_is_asked_twice() -> None:
    kit.use(simulated.Coin("yes", 0.5, "no", seed=3))
    shown = compare({"A": "Flip.", "A again": "Flip."}, CASES)
    shown.run()
    assert shown.reports["A"].answers != shown.reports["A again"].answers
    assert shown.spent.calls == 24


def test_the_case_goes_where_the_prompt_says_and_its_braces_stay() -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return "x"

    case = 'a {"json": 1} text'
    compare(["Read {input} and answer.", "See this:"], [(case, "x")], ask).run()
    assert sorted(asked) == [f"Read {case} and answer.", f"See this:\n\n{case}"]


def test_only_an_edited_prompt_is_asked_again() -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return knows(prompt)

    shown = compare(["Answer.", "Answer, please."], CASES, ask)
    shown.run()
    shown.prompts["B"].value = "Now lie."
    got = shown.run()
    assert len(asked) == 36
    assert got is not None
    assert got.comparisons()["B"].verdict == "worse"
    shown._anew.value = True
    shown.run()
    assert len(asked) == 60


def test_answers_of_two_sources_are_not_mixed() -> None:
    kit.use(simulated.Coin("yes", 1.0))
    shown = compare(["Flip.", "Flip again."], CASES)
    shown.run()
    kit.use(simulated.Coin("no", 1.0))
    shown.run()
    assert set(shown.reports["A"].answers) == {"no"}
    assert shown.spent.calls == 48


def test_a_stop_keeps_what_came_and_run_goes_on_from_there() -> None:
    asked: list[str] = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        if len(asked) == 6:
            shown.stop()
        time.sleep(0.002)
        return knows(prompt)

    shown = compare(["Answer.", "Answer, please."], CASES, ask)
    got = shown.run()
    assert got is not None
    here = sum(map(len, shown.reports.values()))
    assert 6 <= here <= 13  # those in flight come home
    assert f"Stopped: {here} of 24 answers are here" in shown.static()
    assert shown.run() is not None
    assert "Stopped" not in shown.static()
    assert len(asked) == 24


def test_the_button_leaves_the_kernel_free_shows_progress_and_comes_back() -> None:
    kit.use(simulated.Coin("yes", 0.5, "no", latency=0.05))
    shown = compare(["Flip.", "Flip again."], CASES)
    began = time.monotonic()
    shown._run_button.click()
    assert time.monotonic() - began < 0.25
    assert shown._run_button.disabled
    assert not shown._stop_button.disabled
    for thread in threading.enumerate():
        if thread.name == "compare":
            thread.join(10)
    assert not shown._run_button.disabled
    assert shown._stop_button.disabled
    assert shown.spent.calls == 24
    assert "spent so far: 24 calls" in shown.static()


def test_an_async_ask_will_do() -> None:
    async def ask(prompt: str) -> str:
        await asyncio.sleep(0)
        return knows(prompt)

    shown = compare(["Answer.", "Now lie."], CASES, ask)
    assert shown.run() is not None
    assert shown.spent.calls == 0  # a plain text has no usage
    assert len(shown.reports["B"]) == 12


def test_failed_calls_are_counted_in_no_rate_and_asked_again() -> None:
    broken = [True]

    def ask(prompt: str) -> str:
        if broken[0] and prompt.endswith("message 3"):
            raise OSError("line cut")
        return knows(prompt)

    shown = compare(["Answer.", "Now lie."], CASES, ask)
    shown.run()
    assert "A: 1 of 12 calls failed: OSError: line cut" in shown.static()
    assert "(n=11)" in shown.static()
    assert "not answered under every prompt: 1" in shown.static()
    broken[0] = False
    shown.run()
    assert "failed" not in shown.static()


def test_a_refused_budget_stops_it_with_a_sentence() -> None:
    kit.use("simulated")
    shown = compare(["Flip.", "Flip again."], CASES)
    with kit.budget(calls=5), pytest.warns(RuntimeWarning):
        shown.run()
    assert "the budget was refused" in shown.static()
    assert shown.spent.calls == 5


def test_a_mistake_in_ask_is_a_sentence_on_the_page() -> None:
    shown = compare(["Answer.", "Now lie."], CASES, lambda prompt: prompt.no_such_thing)  # type: ignore[attr-defined]
    assert shown.run() is None
    assert "no_such_thing" in shown.static()
    assert "Traceback" not in shown.static()


def test_without_expected_answers_they_stand_side_by_side_without_a_verdict() -> None:
    shown = compare(
        ["Say it.", "Say it louder."], [Case("hello"), Case("goodbye")], lambda prompt: prompt.upper()
    )
    shown.run()
    page = shown.static()
    assert "SAY IT LOUDER." in page
    for word in ("inconclusive", "aria-label", "share right", "differ"):
        assert word not in page


def test_reports_can_be_scored_anew() -> None:
    shown = compare(["Answer.", "Now lie."], CASES, lambda prompt: f"I say {knows(prompt)}.")
    shown.run()
    assert shown.reports["A"].rate().value == 0
    assert shown.reports["A"].rescore(contains).rate().value == 1


def test_paid_calls_wait_for_the_button(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.models.sources._chosen", named("anthropic"))
    shown = compare(["Answer.", "Now lie."], CASES)
    shown._ipython_display_()
    assert shown.result is None
    assert "Press Run: 24 calls, 12 for each prompt" in shown.static()


@pytest.mark.parametrize("variants", [["one"], list("abcde"), "one prompt", {}])
def test_fewer_than_two_prompts_or_more_than_four_are_refused(variants: Any) -> None:
    with pytest.raises(ValueError, match="two to four prompts"):
        compare(variants, CASES, knows)


def test_what_models_and_cases_say_stays_text() -> None:
    bad = "<script>alert(1)</script>"
    shown = compare({bad: bad, "B": "x"}, [(bad + str(i), bad) for i in range(20)], lambda prompt: bad * 9)
    shown.run()
    assert "<script" not in shown.static() + shown._repr_html_() + shown._status.value
    assert "&lt;script" in shown.static()


def test_the_dots_stand_where_their_numbers_are() -> None:
    page = dot_rows({"half": kit.Rate(50, 100)}, line=0.5)
    assert 'cx="80.0"' in page  # the middle of 160 pixels
    assert "M80.0 -6" in page
    assert "0.50 [0.40, 0.60] (n=100)" in page
