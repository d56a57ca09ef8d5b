"""Panels and tables: whatever they are given stays text, and colour is never the only sign."""

from __future__ import annotations

import pytest

from kit import Rate
from kit.ui import panel, table
from kit.ui.display import folded, mark

HOSTILE = "<img src=x onerror=alert(1)>&"


def test_a_panel_shows_title_rows_and_a_mark() -> None:
    shown = panel("fail", "price is too low", [("expected", 0.0021), ("got", 0.0015)])
    for words in ("✗", "price is too low", "expected", "0.0021", "got", "0.0015"):
        assert words in shown


def test_kinds_are_told_apart_without_colour() -> None:
    assert len({panel(kind, "t").split("</span>")[0][-1] for kind in ("pass", "fail", "need more")}) == 3  # type: ignore[arg-type]


def test_a_value_with_a_picture_of_its_own_shows_it() -> None:
    assert "<svg" in panel("note", "rate", [("measured", Rate(7, 10))])
    assert "<svg" in table(("what", "rate"), [("a", Rate(7, 10))])


@pytest.mark.parametrize(
    "shown",
    [
        panel("note", HOSTILE, [(HOSTILE, HOSTILE)]),
        table((HOSTILE,), [(HOSTILE,)], caption=HOSTILE),
        folded(HOSTILE),
        folded(HOSTILE * 20),
    ],
)
def test_markup_in_what_is_shown_stays_text(shown: str) -> None:
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no panel kind 'warning'"):
        panel("warning", "t")  # type: ignore[arg-type]


def test_scores_are_told_apart_without_colour() -> None:
    marks = [mark(value) for value in (True, False, None, 0.25)]
    assert [shown.split(">")[1].split("<")[0] for shown in marks] == ["✓", "✗", "?", "0.25"]


def test_a_long_text_is_folded_and_an_endless_one_cut() -> None:
    assert "<details" not in folded("a short answer")
    assert "<details" in folded("word " * 50)
    assert "1000 more characters" in folded("x" * 5000)
