"""Labels are read from one token, and what a prompt leans to is taken out again."""

from __future__ import annotations

from math import exp, log
from types import SimpleNamespace as Some
from typing import Any

import pytest

from kit import OpenAI, answering, simulated
from kit.build.labels import batch_calibration, choose, contextual_calibration, label_logprobs

LABELS = ("positive", "negative")


def reply(options: dict[str, float] | None, text: str = "positive") -> Any:
    """What the SDK gives back, as far as it is read: one choice, one token, its alternatives."""
    found = [Some(token=token, logprob=log(p) if p else -1e9) for token, p in (options or {}).items()]
    logprobs = Some(content=[Some(token=text, logprob=0.0, top_logprobs=found)]) if found else None
    return Some(choices=[Some(logprobs=logprobs, message=Some(content=text))])


def logs(**shares: float) -> dict[str, float]:
    return {label: log(p) for label, p in shares.items()}


def test_a_reply_of_the_real_sdk_gives_the_true_odds() -> None:
    asked = [{"role": "user", "content": "Good or bad?"}]
    with answering(simulated.Coin("positive", rate=0.7, other="negative")):
        got = OpenAI().chat.completions.create(
            model="any", messages=asked, logprobs=True, top_logprobs=20, max_completion_tokens=1
        )
    scores = label_logprobs(got, LABELS)
    assert exp(scores["positive"]) == pytest.approx(0.7)
    assert exp(scores["negative"]) == pytest.approx(0.3)


def test_spellings_of_one_label_add_up() -> None:
    scores = label_logprobs(reply({"Positive": 0.2, " positive": 0.3, "NEG": 0.1, "The": 0.4}), LABELS)
    assert exp(scores["positive"]) == pytest.approx(0.5)
    assert exp(scores["negative"]) == pytest.approx(0.1)


def test_a_beginning_that_two_labels_share_counts_for_neither() -> None:
    scores = label_logprobs(reply({"re": 0.6, "ref": 0.3, "x": 0.1}), ("return", "refund"))
    assert exp(scores["refund"]) == pytest.approx(0.3)
    assert exp(scores["return"]) == pytest.approx(0.1)  # not listed: at most the least that is


def test_one_letter_counts_only_where_it_is_the_whole_label() -> None:
    scores = label_logprobs(reply({"N": 0.7, "negative": 0.2, "x": 0.1}), LABELS)
    assert exp(scores["negative"]) == pytest.approx(0.2)
    assert exp(label_logprobs(reply({"B": 0.7, "A": 0.3}), "AB")["B"]) == pytest.approx(0.7)


def test_a_label_that_begins_another_is_meant_when_spelt_out() -> None:
    scores = label_logprobs(reply({"change": 0.6, "change item": 0.4}), ("change", "change item"))
    assert exp(scores["change"]) == pytest.approx(0.6)


def test_white_space_alone_is_no_label() -> None:
    scores = label_logprobs(reply({" \n": 0.9, "negative": 0.1}), LABELS)
    assert scores["positive"] == scores["negative"] == pytest.approx(log(0.1))


def test_a_turn_that_ended_at_once_says_nothing_of_any_label() -> None:
    assert label_logprobs(reply(None, text=""), LABELS) == dict.fromkeys(LABELS, log(0.5))


def test_words_without_log_probabilities_are_refused_with_the_way_out() -> None:
    with pytest.raises(ValueError, match=r"logprobs=True"):
        label_logprobs(reply(None), LABELS)


def test_one_label_is_no_choice() -> None:
    with pytest.raises(ValueError, match="two or more"):
        label_logprobs(reply({"positive": 1.0}), ["positive", "positive"])


def test_contextual_calibration_is_the_papers_diagonal_matrix() -> None:
    # Zhao et al. 2021, section 5: W = diag(p_cf)^-1, b = 0, then normalised; worked here by hand:
    # (0.8 / 0.9, 0.2 / 0.1) = (0.889, 2) -> (0.308, 0.692)
    got = contextual_calibration(logs(positive=0.8, negative=0.2), logs(positive=0.9, negative=0.1))
    assert exp(got["positive"]) == pytest.approx(8 / 26)
    assert exp(got["negative"]) == pytest.approx(18 / 26)


def test_a_blank_case_is_undecided_once_calibrated() -> None:
    blank = logs(a=0.6, b=0.3, c=0.1)
    assert contextual_calibration(blank, blank) == pytest.approx(logs(a=1 / 3, b=1 / 3, c=1 / 3))


def test_several_blanks_count_as_the_mean_of_their_shares_and_not_of_their_logarithms() -> None:
    blanks = [logs(a=0.9, b=0.1), logs(a=0.5, b=0.5)]  # mean 0.7 and 0.3
    got = contextual_calibration(logs(a=0.7, b=0.3), blanks)
    assert got == pytest.approx(logs(a=0.5, b=0.5))


def test_mass_that_went_to_other_words_does_not_count() -> None:
    thin = {label: value - 3 for label, value in logs(a=0.9, b=0.1).items()}  # little of it on the labels
    assert contextual_calibration(thin, [thin, thin]) == pytest.approx(logs(a=0.5, b=0.5))


def test_batch_calibration_divides_by_the_mean_share_over_the_batch() -> None:
    # Zhou et al. 2023, section 3: log p(y | x) - log of the batch mean; by hand: means 0.7 and 0.3.
    rows = [logs(a=0.9, b=0.1), logs(a=0.8, b=0.2), logs(a=0.4, b=0.6)]
    got = batch_calibration(rows)
    odds = [exp(row["a"] - row["b"]) for row in got]
    assert odds == pytest.approx([9 * 3 / 7, 4 * 3 / 7, 2 / 3 * 3 / 7])
    assert [choose(row) for row in got] == ["a", "a", "b"]


def test_batch_calibration_finds_a_border_that_the_prompt_moved() -> None:
    leaning = 2.0  # every case pushed towards "a" by e^2; truth is the sign of what is left
    true = [-1.5, -0.8, -0.5, 0.5, 0.8, 1.5]
    rows = [{"a": leaning + x, "b": 0.0} for x in true]
    assert [choose(row) for row in rows] == ["a"] * 6
    assert [choose(row) for row in batch_calibration(rows)] == ["b"] * 3 + ["a"] * 3


def test_every_calibrated_row_sums_to_one() -> None:
    rows = [{"a": -900.0, "b": -905.0}, {"a": -3.0, "b": -0.1}]
    for row in [*batch_calibration(rows), contextual_calibration(rows[0], rows)]:
        assert sum(exp(value) for value in row.values()) == pytest.approx(1)


def test_the_order_of_calibration_does_not_change_the_rows_order() -> None:
    rows = [logs(a=0.9, b=0.1), {"b": log(0.1), "a": log(0.9)}]
    first, second = batch_calibration(rows)
    assert first == pytest.approx(second)


@pytest.mark.parametrize("rows", [[], [logs(a=0.5, b=0.5), logs(a=0.5, c=0.5)]])
def test_no_rows_or_other_labels_are_refused(rows: list[dict[str, float]]) -> None:
    with pytest.raises(ValueError, match="row"):
        batch_calibration(rows)
    with pytest.raises(ValueError, match="row"):
        contextual_calibration(logs(a=0.5, b=0.5), rows)


def test_of_equals_the_first_is_chosen_and_of_nothing_none() -> None:
    assert choose({"b": -1.0, "a": -1.0}) == "b"
    assert choose({"a": -2.0, "b": -1.0}) == "b"
    with pytest.raises(ValueError, match="at least one"):
        choose({})
