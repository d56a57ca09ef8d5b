"""A lesson's sentences, and whether they held in this run, readable by people and by `make seeds`."""

from __future__ import annotations

import pytest

from kit.measure.claims import Claims


def test_each_sentence_says_whether_it_held_in_words_of_its_own_line() -> None:
    claims = Claims({"voting helps": False, "agreement is confidence": True})
    assert repr(claims) == "DID NOT HOLD: voting helps\nheld: agreement is confidence"
    assert claims.failed == ("voting helps",)


def test_a_sentence_of_several_lines_is_shown_on_one() -> None:
    assert repr(Claims({"voting\n   helps": True})) == "held: voting helps"


def test_what_numpy_and_comparisons_give_is_taken_as_true_or_false() -> None:
    import numpy as np

    claims = Claims({"a": np.True_, "b": np.float64(1) > 2, "c": 1})
    assert dict(claims) == {"a": True, "b": False, "c": True}
    assert all(type(truth) is bool for truth in claims.values())


def test_a_truth_that_is_no_truth_is_refused() -> None:
    with pytest.raises(ValueError, match="'voting helps'"):
        Claims({"voting helps": None})
    with pytest.raises(ValueError, match="'voting helps'"):
        Claims({"voting helps": lambda: True})


def test_a_lesson_that_claims_nothing_is_told_so() -> None:
    with pytest.raises(ValueError, match="at least one sentence"):
        Claims({})


def test_a_notebook_shows_a_mark_a_word_and_the_sentence() -> None:
    html = Claims({"a < b": True, "b < a": False})._repr_html_()
    assert "a &lt; b" in html
    assert html.index("✓") < html.index("✗")
    assert "held in this run" in html
    assert "did not hold in this run" in html
