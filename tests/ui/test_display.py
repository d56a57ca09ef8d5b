"""Panels and tables: whatever they are given stays text, and colour is never the only sign."""

from __future__ import annotations

import pytest

from kit import Rate
from kit.ui import panel, table

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
    ],
)
def test_markup_in_what_is_shown_stays_text(shown: str) -> None:
    assert "<img" not in shown
    assert "&lt;img" in shown


def test_another_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="no panel kind 'warning'"):
        panel("warning", "t")  # type: ignore[arg-type]
