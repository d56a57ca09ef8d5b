"""Probes of a judge find the biases that it was given, over the real SDK on simulated models."""

from __future__ import annotations

from itertools import pairwise

import pytest

from kit import OpenAI, Rate, answering, simulated
from kit.measure.judges import Swap, grade_prompt, letter, pair_prompt, repeatability, swapped
from kit.models.usage import Usage

QUALITY = {f"answer {i}{' and more words' * (i % 3)}": float(i % 7) for i in range(60)}
TEXTS = list(QUALITY)
PAIRS = [(a, b) for a, b in pairwise(TEXTS) if QUALITY[a] != QUALITY[b]]


def asks(first: str, second: str) -> object:
    prompt = pair_prompt("Which answer is better?", first, second)
    return OpenAI().chat.completions.create(model="any", messages=[{"role": "user", "content": prompt}])


def judged(pairs: list = PAIRS, **biases: float) -> Swap:
    with answering(simulated.Judge(QUALITY, seed=3, **biases)):
        return swapped(asks, pairs)


def test_a_judge_without_bias_is_consistent_and_right() -> None:
    found = judged(accuracy=1.0)
    assert found.consistent == Rate(len(PAIRS), len(PAIRS))
    assert found.right([int(QUALITY[b] > QUALITY[a]) for a, b in PAIRS]).value == 1
    assert found.first.value == 0.5
    assert found.usage.calls == 2 * len(PAIRS)


def test_a_judge_that_looks_at_the_place_only_is_never_consistent() -> None:
    found = judged(position_bias=1.0)
    assert found.consistent.value == 0
    assert found.first.value == 1
    assert set(found.picks) == {None}


def test_the_pull_of_the_first_place_is_the_bias_it_was_given() -> None:
    found = judged(accuracy=1.0, position_bias=0.4)  # 0.4 first unread, else right: half of the time first
    assert found.first.low <= 0.4 + 0.6 / 2 <= found.first.high
    assert found.first.low > 0.5


def test_a_judge_that_counts_letters_prefers_the_longer() -> None:
    found = judged(length_bias=1.0)
    assert found.longer.value == 1


def test_a_verdict_that_cannot_be_read_is_left_out_and_counts_as_no_win() -> None:
    said = iter(["A", "B", "Neither.", "B", "A", "A"])
    found = swapped(lambda a, b: next(said), [("p", "q"), ("r", "s"), ("t", "u")], concurrency=1)
    assert found.verdicts == (("A", "B"), (None, "B"), ("A", "A"))
    assert found.consistent == Rate(1, 2)
    assert found.right([0, 0, 0]) == Rate(1, 3)
    assert "0.75" in repr(found)


def test_a_failed_call_is_a_verdict_that_cannot_be_read() -> None:
    with answering(simulated.Script(["A", simulated.Fault("server_error"), "A", "B"])):
        client = OpenAI(max_retries=0)
        ask = lambda a, b: client.chat.completions.create(  # noqa: E731
            model="any", messages=[{"role": "user", "content": a + b}]
        )
        found = swapped(ask, [("p", "q"), ("r", "s")], concurrency=1)
    assert found.verdicts == (("A", None), ("A", "B"))


def test_nothing_readable_says_where_to_look() -> None:
    found = Swap((("p", "q"),), ((None, "A"),), Usage())
    with pytest.raises(ValueError, match="look at what the judge says"):
        _ = found.consistent


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("A", "A"), ("b.", "B"), ("Answer: B", "B"), ("I prefer A over B", "A"), ("**A**", "A"), ("a dog", None),
     ("", None), ("Apple", None)],
)  # fmt: skip
def test_a_verdict_is_read_from_what_models_say(text: str, verdict: str | None) -> None:
    assert letter(text) == verdict


@pytest.mark.parametrize("flips", [0.0, 0.2, 0.5])
def test_repeatability_is_that_of_the_flip_rate(flips: float) -> None:
    cases = {f"case number {i}.": ("good", "bad")[i % 2] for i in range(80)}
    with answering(simulated.Classifier(cases, accuracy=0.7, flip_rate=flips, seed=1)):
        found = repeatability(
            lambda case: OpenAI().chat.completions.create(
                model="any",
                messages=[{"role": "user", "content": grade_prompt("Good or bad?", case, ["good", "bad"])}],
            ),
            list(cases),
            times=4,
        )
    assert found.low <= flips**2 + (1 - flips) ** 2 <= found.high
    assert found.n == 80
    assert found.high - found.low < 0.2


def test_probes_want_cases_and_repeats() -> None:
    with pytest.raises(ValueError, match="ask twice"):
        repeatability(lambda case: "good", ["x"], times=1)
    with pytest.raises(ValueError, match="no cases"):
        swapped(lambda a, b: "A", [])
