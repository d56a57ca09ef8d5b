"""An eval card says what was measured, what was not, and what that allows; two are compared with care."""

from __future__ import annotations

import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from kit import Case, OpenAI, answering, evaluate, simulated, use
from kit.measure import Report, Stakes
from kit.ship import Card, HeldOut, Risk, card, metered

CASES = [Case(f"message <b>{i}</b> | secret", "return" if i % 3 else "cancel", id=str(i)) for i in range(200)]
DEV, HELD = CASES[:100], CASES[100:]
OTHER = {"return": "cancel", "cancel": "return"}


@pytest.fixture(autouse=True)
def _no_source_chosen_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kit.models.sources._chosen", None)


def right(answer: Any, case: Case) -> bool:
    """The grader."""
    return answer["label"] == case.expected


def stub(rate: float, name: str, *, honest: bool = True) -> Any:
    """A solution of known accuracy whose confidence knows (if honest) when it is wrong."""
    truth = {case.input: case.expected for case in CASES}

    def solve(text: str) -> dict[str, Any]:
        dice = random.Random(f"{name}{text}")
        good = dice.random() < rate
        sure = 0.9 + dice.random() / 10 if good or not honest else dice.random() / 2
        return {"label": truth[text] if good else OTHER[truth[text]], "confidence": sure}

    solve.__name__ = name
    return solve


def measured(rate: float, name: str, cases: list[Case] = HELD, **more: Any) -> Report:
    return evaluate(stub(rate, name, **more), cases, right)


def full(rate: float = 0.9, name: str = "model", base: float = 0.5, **more: Any) -> Card:
    """A card with nothing missing."""
    report, dev = measured(rate, name), measured(rate, name, DEV)
    given: dict[str, Any] = {
        "baselines": [measured(base, "keywords"), measured(base / 2, "constant")],
        "problem": "Sort messages.",
        "data": "Made up.",
        "dev": DEV,
        "grader": right,
        "risk": Risk.chosen(dev, report, target=0.1, stakes=Stakes(2, 20, 0.8, 3)),
        "failures": ["Two wishes in one message.", *dev.worst(1)],
        "model": "small: stub",
        "solve": stub(rate, name),
        "prompts": {"system": "You sort messages to the desk."},
        "budget_usd": 0.5,
    }
    return card("Sorter", report, **{**given, **more})


def test_a_saved_card_is_the_same_card_when_it_is_loaded(tmp_path: Path) -> None:
    made = full()
    paths = made.save(tmp_path / "cards")
    assert [path.name for path in paths] == ["sorter.card.json", "sorter.card.html", "sorter.card.md"]
    assert Card.load(paths[0]) == made
    assert all(path.stat().st_mode & 0o444 == 0o444 for path in paths)  # it is there to be shown to others
    nobody = card("Nobody", measured(0.5, "x"), risk=Risk.chosen(*[measured(0.2, "x")] * 2))
    assert Card.load(nobody.save(tmp_path)[0]) == nobody  # a threshold of infinity comes back


def test_texts_of_cases_are_in_no_file_but_those_you_named_as_failures(tmp_path: Path) -> None:
    for path in full(failures=["One."]).save(tmp_path):
        assert "secret" not in path.read_text("utf-8")
    assert "secret" in full().save(tmp_path)[0].read_text("utf-8")


def test_what_was_not_measured_is_said_loudly_and_a_full_card_misses_nothing(tmp_path: Path) -> None:
    bare = card("Bare", measured(0.9, "model"))
    assert len(bare.missing) == 11
    assert "Do not decide" in bare.advice
    page = bare._repr_html_()
    assert page.count(">missing<") == 11
    assert all(line in page and line in repr(bare) for line in bare.missing)
    held = HeldOut(HELD, tmp_path / "looks.jsonl")
    held.open(stub(0.9, "model"))
    assert full(held_out=held).missing == ()


def test_wrong_cases_that_nobody_read_are_no_known_failure_and_stand_beside_those_that_are() -> None:
    wrong = measured(0.5, "model", DEV).worst(2)
    unread, read = full(failures=["", *wrong]), full(failures=["Two wishes in one message.", *wrong])
    assert unread.missing == (*read.missing, "No known failure is written down, and every system has some.")
    assert (unread.failures, len(unread.worst)) == ((), 2)
    assert (read.failures, read.worst) == (("Two wishes in one message.",), unread.worst)
    assert [repr(one).count("; right is") for one in (unread, read)] == [2, 2]


def test_what_is_known_without_measuring_has_no_interval() -> None:
    stakes = Stakes(2, 20, 0.8, 3, person_error=0.02)
    report, dev = (measured(0.75, "blind", cases, honest=False) for cases in (HELD, DEV))
    risk = Risk.chosen(dev, report, target=0.05, stakes=stakes)
    assert risk.threshold == float("inf")
    text = repr(full(risk=risk))
    assert "| answered alone | nothing |" in text
    assert "people alone | -0.84 USD, by the stakes |" in text


@pytest.mark.parametrize(
    ("rate", "base", "verdict", "advice", "usable"),
    [
        (0.9, 0.5, "better", "Use it, alone from confidence", True),
        (0.5, 0.9, "worse", "Do not ship it: keywords does better", False),
        (0.85, 0.86, "inconclusive", "Not shown to be better than keywords", False),
    ],
)
def test_the_advice_follows_from_the_strongest_baseline(
    rate: float, base: float, verdict: str, advice: str, usable: bool
) -> None:
    made = full(rate, base=base)
    assert (made.verdict, made.usable) == (verdict, usable)
    assert made.advice.startswith(advice)
    assert made.advice in made._repr_html_().replace("&#x27;", "'")


def test_a_confidence_that_knows_nothing_leaves_all_to_a_person() -> None:
    report, dev = (measured(0.75, "blind", cases, honest=False) for cases in (HELD, DEV))
    risk = Risk.chosen(dev, report, target=0.05)
    assert (risk.threshold, risk.coverage.successes, risk.tells) == (float("inf"), 0, False)
    made = full(0.75, "blind", base=0.3, risk=risk)
    assert "person who reads every answer" in made.advice
    assert "better than luck" in repr(made)


def test_a_promise_that_fresh_cases_break_is_not_passed_on() -> None:
    good, bad = measured(0.99, "model", DEV), measured(0.6, "model", honest=False)
    risk = Risk.chosen(good, bad, target=0.1)
    assert risk.broken
    assert "broke its promise" in card("x", measured(0.99, "y"), baselines=[bad], risk=risk).advice


def test_near_copies_count_once_and_failed_calls_are_no_wrong_answers() -> None:
    copies = [Case(case.input, case.expected, id=case.id, group=f"g{i // 4}") for i, case in enumerate(HELD)]

    def solve(text: str) -> dict[str, Any]:
        if "<b>10" in text:  # 100 to 109
            raise ConnectionError("gone")
        return {"label": "return", "confidence": 1.0}

    made = card("Copies", evaluate(solve, copies, right))
    assert made.solution.rate().n == 23
    assert "25 groups" in repr(made)
    assert "| 10 |" in repr(made)
    (_, n) = (made.solution.rate(), len(made.solution.failures))
    assert n == 10


def test_the_page_stands_alone_and_escapes_what_it_is_given(tmp_path: Path) -> None:
    page = full(problem='<script>alert("x")</script>').save(tmp_path)[1].read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page
    assert "<b>1" not in page


def test_jupyterlab_is_told_that_prices_are_no_formulas() -> None:
    """Seen in a browser: "$0.0032 at openai, $0.0032" was set as mathematics."""
    one = full()
    assert one._repr_html_().count("$") >= 2
    for shown in (one, one.compare(full(0.5))):
        assert shown._repr_html_().startswith('<div class="tex2jax_ignore mathjax_ignore"')


def test_a_card_of_another_version_is_kept_and_the_same_one_is_not_doubled(tmp_path: Path) -> None:
    full(name="first").save(tmp_path)
    full(name="first").save(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3
    full(name="second").save(tmp_path)
    before = Card.load(tmp_path / "sorter.before.card.json")
    assert (before.solution.name, Card.load(tmp_path / "sorter.card.json").solution.name) == (
        "first",
        "second",
    )


@pytest.mark.parametrize("text", ["", "[]", '{"format": "kit eval card 1"}', "not json", '{"format": "x"}'])
def test_a_file_that_is_no_card_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.card.json").write_text(text)
    with pytest.raises(ValueError, match="no eval card"):
        Card.load(tmp_path / "x.card.json")


# --- two cards --------------------------------------------------------------------------------------


def test_a_real_difference_is_told_from_noise_in_pairs() -> None:
    weak, same, strong = full(0.6, "a"), full(0.6, "b"), full(0.95, "c")
    found = {one.name: one for one in weak.compare(strong).metrics}
    assert (found["right"].verdict, found["right"].good) == ("better", True)
    assert "100 cases in pairs, exact McNemar" in found["right"].how
    assert {one.name: one.verdict for one in weak.compare(same).metrics}["right"] == "inconclusive"
    assert {one.name: one.verdict for one in strong.compare(weak).metrics}["right"] == "worse"
    (said,) = [note for note in weak.compare(strong).notes if "numbers are compared" in note]
    assert said.startswith(f"{len(found)} numbers")
    assert said.endswith(f"a chance of up to {5 * len(found)} %.")


def test_an_edit_of_a_prompt_is_shown_in_whole_words() -> None:
    first = "Sort reviews into two heaps. Does the shopper complain? Then say answer, and leave otherwise."
    found = full(prompts={"prompt": first}).compare(
        full(prompts={"prompt": first.replace("complain", "weep")})
    )
    assert found.changed == (
        (
            "prompt",
            "“Does the shopper complain? Then say answer,”",
            "“Does the shopper weep? Then say answer,”",
        ),
    )


def test_what_changed_is_named_and_what_did_not_is_not() -> None:
    after = full(prompts={"system": "You sort notes to the desk."}, model="large: other")
    changed = {what: (before, now) for what, before, now in full().compare(after).changed}
    assert changed == {
        "model": ("small: stub", "large: other"),
        "prompt system": ("“You sort messages to the desk.”", "“You sort notes to the desk.”"),
    }


K, RULES, API_KEY, PROMPT = 3, False, "sk-not-to-be-shown", "Sort this message, please." * 4
WORDS = {"return": "money back", "cancel": "never mind, stop", "exchange": "another size, other colour"}


def helped(text: str) -> str:
    """A part of a solution that goes by globals."""
    return f"{text}{K}{WORDS}" if RULES else PROMPT + API_KEY


def by_globals(text: str) -> dict[str, Any]:
    """A solution whose parts go by globals."""
    return {"label": "return", "confidence": len(helped(text))}


def test_what_the_solution_is_set_to_is_on_the_card_and_in_a_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = full(solve=by_globals)
    assert before.settings == {"K": 3, "RULES": False, "WORDS": WORDS}
    assert "Set to: K = 3, RULES = False." in repr(before)
    monkeypatch.setattr(f"{__name__}.K", 5)
    after = full(solve=by_globals)
    assert ("K", "3", "5") in before.compare(after).changed
    assert not [what for what, *_ in before.compare(after).changed if what not in ("K", "code")]
    monkeypatch.setattr(f"{__name__}.WORDS", WORDS | {"cancel": "never mind, halt"})
    changed = {what: (was, now) for what, was, now in after.compare(full(solve=by_globals)).changed}
    assert changed["WORDS"] == (
        "“cancel: never mind, stop; exchange: another”",
        "“cancel: never mind, halt; exchange: another”",
    )
    path, *_ = after.save(tmp_path)
    assert Card.load(path).settings == after.settings == {**before.settings, "K": 5}
    assert API_KEY not in path.read_text("utf-8")


def test_other_cases_are_compared_as_other_cases_and_half_of_them_on_the_half() -> None:
    one = card("a", measured(0.5, "a", HELD), grader=right)
    other = card("b", measured(0.95, "b", DEV), grader=right)
    found = one.compare(other)
    assert "differ altogether" in found.cases
    assert [(m.name, m.verdict) for m in found.metrics] == [("right", "better")]
    assert "different cases" in found.metrics[0].how
    half = one.compare(card("c", measured(0.95, "c", CASES[50:150]), grader=right))
    assert "100 and 100, 50 in both" in half.cases
    assert "50 cases in pairs" in half.metrics[0].how


def test_another_grader_or_another_label_makes_scores_incomparable() -> None:
    def lenient(answer: Any, case: Case) -> bool:
        return True

    lenient.__name__ = "right"
    one = full()
    found = one.compare(full(grader=lenient))
    assert "graders differ" in found.cases
    assert "right" not in {metric.name for metric in found.metrics}
    mended = [Case(c.input, OTHER[c.expected] if i < 7 else c.expected, id=c.id) for i, c in enumerate(HELD)]
    relabelled = one.compare(card("x", measured(0.9, "model", mended), grader=right))
    assert "7 cases are in both with another label" in " ".join(relabelled.notes)
    assert "93 cases in pairs" in relabelled.metrics[0].how


def test_the_command_compares_two_files_and_refuses_what_is_none(tmp_path: Path) -> None:
    from kit.cli import app

    before = full(0.6, "a").save(tmp_path / "before")[0]
    after = full(0.95, "b").save(tmp_path / "after")[0]
    said = CliRunner().invoke(app, ["compare", str(before), str(after)])
    assert said.exit_code == 0
    assert "right: better, +0." in said.output
    assert "| code |" in said.output
    shown = CliRunner().invoke(app, ["compare", str(before), str(after.with_suffix(".html"))])
    assert shown.output == said.output  # the same card, as people have it open
    none = CliRunner().invoke(app, ["compare", str(before), "none.card.json"])
    assert "There is no eval card none.card.json" in str(none.exception)
    other = tmp_path / "other.json"
    other.write_text("{}")
    wrong = CliRunner().invoke(app, ["compare", str(before), str(other)])
    assert wrong.exit_code != 0
    assert "no eval card" in str(wrong.exception) + wrong.output


# --- what stands behind a card ----------------------------------------------------------------------


def test_each_different_solution_measured_on_the_held_out_cases_is_counted_once(tmp_path: Path) -> None:
    log = tmp_path / "looks" / "log.jsonl"
    held = HeldOut(HELD, log)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda i: HeldOut(HELD, log).open(stub(0.5 + i % 4 / 10, "same")), range(40)))
    assert held.looks == 4
    log.write_text(log.read_text() + '{"cases": "cut o')
    assert HeldOut(HELD, log).looks == 4
    assert HeldOut(DEV, log).looks == 0
    moved = HeldOut([*HELD[60:], *DEV[:60]], log)  # as when more cases came, and all were split again
    assert moved.looks == 4
    moved.open(stub(0.5, "same"))
    assert moved.looks == 4
    assert HeldOut(DEV, log).looks == 1
    with pytest.raises(ValueError, match="needs cases"):
        HeldOut([])


def test_each_call_is_billed_for_its_own_requests_only() -> None:
    use("simulated")

    def solve(times: int) -> dict[str, int]:
        for _ in range(times):
            OpenAI().chat.completions.create(model="any", messages=[{"role": "user", "content": "Hi"}])
        return {"asked": times}

    with answering(simulated.Coin("yes", rate=1.0, other="no")):
        with ThreadPoolExecutor(6) as pool:
            bills = list(pool.map(metered(solve), [0, 1, 2, 3] * 6))
        report = evaluate(metered(solve), [Case(i, {"asked": i}) for i in range(4)])
    assert [bill.usage.calls for bill in bills] == [0, 1, 2, 3] * 6
    assert report.usage.calls == 6
    assert report.rate().successes == 4


def test_a_call_that_failed_is_billed_too() -> None:
    use("simulated")

    async def solve(text: str) -> None:
        OpenAI().chat.completions.create(model="any", messages=[{"role": "user", "content": text}])
        raise ConnectionError("after the bill")

    with answering(simulated.Coin("yes", rate=1.0, other="no")):
        report = evaluate(metered(solve), [Case("Hi", "x")])
    assert (len(report.failures), report.usage.calls) == (1, 1)


def test_what_cost_nothing_here_is_priced_call_by_call_for_elsewhere() -> None:
    from dataclasses import replace

    from kit import Usage, cost, model

    row = measured(0.9, "x").rows[0]
    rows = tuple(
        replace(row, repeat=i, reply=replace(row.reply, usage=Usage(900, 100, 0, 1))) for i in range(900)
    )
    made = card("x", Report("x", rows, ("right",), repeats=900), model=model("small", at="local"))
    assert set(made.elsewhere) == {"openai", "anthropic"}
    for at, usd in made.elsewhere.items():  # the price of a small call, not of one of 900,000 tokens
        assert usd == pytest.approx(cost(Usage(900, 100, 0, 1), model("small", at=at)))


def test_json_holds_no_number_that_json_does_not_know(tmp_path: Path) -> None:
    made = card("x", measured(0.3, "x"), risk=Risk.chosen(measured(0.3, "x", DEV), measured(0.3, "x")))
    text = made.save(tmp_path)[0].read_text("utf-8")

    def refuse(word: str) -> None:
        raise AssertionError(word)

    assert json.loads(text, parse_constant=refuse)["risk"]["threshold"] == {"float": "inf"}
