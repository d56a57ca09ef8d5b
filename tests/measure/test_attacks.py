"""Two rates a defence, over the same attacks and the same harmless cases, always with their intervals."""

from __future__ import annotations

import pytest

from kit.measure.attacks import Defences, Trials

NONE = Trials([True] * 12 + [False] * 8, [False] * 30)
WORDS = Trials([True] * 4 + [False] * 16, [True] * 3 + [False] * 27)
COIN = Trials([True, False] * 6 + [False] * 8, [True, False] * 15)


def defences() -> Defences:
    return Defences({"none": NONE, "words": WORDS, "coin": COIN}, control="coin")


def test_a_defence_has_two_rates_with_their_n() -> None:
    assert (NONE.attack.value, NONE.attack.n) == (0.6, 20)
    assert (WORDS.benign.value, WORDS.benign.n) == (0.1, 30)


def test_defences_are_compared_attack_by_attack() -> None:
    found = defences().stopped("words")
    assert found.difference.value == pytest.approx(0.4, abs=0.04)
    assert (found.n, found.verdict) == (20, "better")
    assert defences().stopped("words", than="words").difference.value == 0


def test_several_tries_of_one_text_count_as_one_case() -> None:
    tried = Trials([[True] * 4, [False] * 4] * 10, [[False] * 4] * 12)
    assert (tried.attack.value, tried.attack.n, tried.benign.n) == (0.5, 20, 12)
    assert tried.attack.high - tried.attack.low > 0.35  # as wide as 20 cases are, not 80


def test_a_table_names_every_defence_and_shows_both_rates() -> None:
    page = defences()._repr_html_()
    assert page.count("<svg") == 6
    assert repr(WORDS.attack) in page
    assert repr(WORDS.benign) in repr(defences())


def test_a_figure_has_a_row_a_defence_in_both_panels() -> None:
    left, right = defences().plot("Layers")
    assert [tick.get_text() for tick in left.get_yticklabels()] == ["none", "words", "coin"]
    assert "n=20" in left.get_title()
    assert "n=30" in right.get_title()


def test_one_number_without_the_other_is_refused() -> None:
    with pytest.raises(ValueError, match="give both"):
        Trials([True], [])


@pytest.mark.parametrize(
    ("trials", "control"),
    [({}, None), ({"a": NONE, "b": Trials([True], [False])}, None), ({"a": NONE}, "coin")],
)
def test_what_cannot_be_compared_is_refused(trials: dict[str, Trials], control: str | None) -> None:
    with pytest.raises(ValueError, match=r"at least one|same attacks|none of"):
        Defences(trials, control)
