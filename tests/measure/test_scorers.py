"""Scorers pass right answers in several wordings, and fail wrong ones that look right."""

from __future__ import annotations

import re

import numpy as np
import pytest

from kit import Case
from kit.measure import Score, scorers

INTENTS = ("return", "exchange", "cancel", "change item", "change address")
grade = scorers.one_of(INTENTS)
RETURN, ITEM = Case("I want my money back.", "return"), Case("Make it blue.", "change item")


@pytest.mark.parametrize(
    "answer",
    ["return", "Return.", "**RETURN**", "The intent is: return", '{"intent": "return"}', "return\n\nreturn"],
)
def test_one_of_passes_the_right_label_in_any_wording(answer: str) -> None:
    assert grade(answer, RETURN).value is True


@pytest.mark.parametrize(
    "answer", ["change item", "Change-Item", "change  item", "change_item", "CHANGE\nITEM."]
)
def test_one_of_reads_a_label_of_two_words(answer: str) -> None:
    assert grade(answer, ITEM).value is True


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ("return or exchange", "hedges: return, exchange"),
        ("exchange", "names exchange"),
        ("I would be happy to help you", "no label"),
        ("", "no label"),
        ("It was returned", "no label"),
        ("returns, exchange, cancel", "hedges: exchange, cancel"),
    ],
)
def test_one_of_fails_a_wrong_answer_and_says_why(answer: str, why: str) -> None:
    score = grade(answer, RETURN)
    assert (score.value, score.why) == (False, why)


def test_one_of_counts_the_longer_label_where_one_is_part_of_another() -> None:
    both = scorers.one_of(["change", "change item"])
    assert both("change item", Case("x", "change item")).value is True
    assert both("change item", Case("x", "change")).value is False


def test_one_of_refuses_a_case_whose_label_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="none of the labels"):
        grade("return", Case("x", "refund"))


def test_exact_forgives_case_and_marks_and_nothing_else() -> None:
    assert scorers.exact(" Return. ", RETURN).value is True
    assert scorers.exact("a return", RETURN).value is False
    assert scorers.exact({"a": 1}, Case("x", {"a": 1})).value is True
    assert scorers.exact({"a": 1}, Case("x", {"a": 2})).value is False


def test_contains_wants_whole_words() -> None:
    assert scorers.contains("A full return, please", RETURN).value is True
    assert scorers.contains("It was returned", RETURN).value is False


def test_matches_looks_for_a_form() -> None:
    assert scorers.matches(r"^\w+$")("return", RETURN).value is True
    assert scorers.matches(r"^\w+$")("a return", RETURN).value is False
    with pytest.raises(re.error):
        scorers.matches("(")


@pytest.mark.parametrize("answer", ["42", "It is 42.", "$42.00", "42.04", "42, yes: 42", 42])
def test_close_reads_the_one_number(answer: object) -> None:
    assert scorers.close(0.05)(answer, Case("x", 42)).value is True


@pytest.mark.parametrize("answer", ["43", "none", "41 or 42", "-42", "42.2", "", "4,200"])
def test_close_fails_another_number_two_numbers_or_none(answer: str) -> None:
    assert scorers.close(0.05)(answer, Case("x", 42)).value is False


def test_close_reads_thousands_and_signs() -> None:
    assert scorers.close(0.01)("about -$1,234.50", Case("x", 1234.5)).value is True
    assert scorers.close(0.01)("-1,234.50 in all", Case("x", -1234.5)).value is True


def test_a_scorer_may_return_what_numpy_calls_true() -> None:
    assert scorers.applied(lambda answer, case: np.bool_(True), "x", RETURN) == Score(True)


def test_a_scorer_that_returns_nothing_is_told_so() -> None:
    with pytest.raises(TypeError, match="True, False, a number or a Score"):
        scorers.applied(lambda answer, case: None, "x", RETURN)


def test_scorers_of_one_name_must_be_told_apart() -> None:
    with pytest.raises(ValueError, match="names of their own"):
        scorers.named([scorers.one_of("ab"), scorers.one_of("cd")])
    assert list(scorers.named({"a": scorers.exact, "b": scorers.exact})) == ["a", "b"]
