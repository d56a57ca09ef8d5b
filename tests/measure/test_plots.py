"""A dot plot draws every interval, the control apart, and room enough for the names."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise

import pytest

from kit.measure.estimate import Estimate
from kit.measure.plots import dots
from kit.measure.rate import Rate

ROWS = {"majority": Rate(27, 94), "model": Rate(53, 94), "nothing changed": Rate(28, 94)}


@pytest.fixture(autouse=True)
def _no_figure_left() -> Iterator[None]:
    from matplotlib import pyplot as plt

    yield
    plt.close("all")


def test_each_row_has_its_interval_and_its_dot_the_first_on_top() -> None:
    ax = dots(ROWS)
    bars, marks = ax.lines[0::2], ax.lines[1::2]
    assert [tuple(bar.get_xdata()) for bar in bars] == [(row.low, row.high) for row in ROWS.values()]
    assert [mark.get_xdata()[0] for mark in marks] == [row.value for row in ROWS.values()]
    assert [label.get_text() for label in ax.get_yticklabels()] == list(ROWS)
    assert ax.get_ylim()[0] > ax.get_ylim()[1]


def test_the_control_is_hollow_and_of_another_colour() -> None:
    ax = dots(ROWS, control="nothing changed")
    colours = [line.get_color() for line in ax.lines[1::2]]
    assert colours[0] == colours[1] != colours[2]
    assert [line.get_markerfacecolor() == "white" for line in ax.lines[1::2]] == [False, False, True]


def test_a_line_to_compare_with_is_drawn_dashed_where_it_was_asked_for() -> None:
    line = dots(ROWS, line=0.27).lines[-1]
    assert line.get_linestyle() == "--"
    assert line.get_xdata()[0] == 0.27


def test_zero_is_a_line_like_any_other() -> None:
    assert len(dots(ROWS, line=0).lines) == len(dots(ROWS).lines) + 1


def test_words_say_what_is_seen() -> None:
    ax = dots(ROWS, title="94 tickets", xlabel="share right")
    assert (ax.get_title(), ax.get_xlabel()) == ("94 tickets", "share right")


def test_an_interval_open_at_an_end_reaches_the_edge_of_the_figure_and_no_further() -> None:
    rows = {"known": Estimate(2, 1, 3, 9), "open": Estimate(4, 2, math.inf, 5)}
    ax = dots(rows)
    ax.figure.canvas.draw()
    left, right = ax.get_xlim()
    assert math.isfinite(left)
    assert math.isfinite(right)
    assert max(ax.lines[2].get_xdata()) == pytest.approx(right)


def test_long_names_do_not_cover_the_dots_or_leave_the_figure() -> None:
    ax = dots(
        {"a very long name of a variant that somebody thought needed saying": Rate(3, 9), "b": Rate(4, 9)}
    )
    ax.figure.canvas.draw()
    edge = ax.get_window_extent().x0
    for label in ax.get_yticklabels():
        box = label.get_window_extent()
        assert 0 <= box.x0 < box.x1 <= edge
    assert ax.get_window_extent().width > ax.figure.bbox.width / 3


def test_a_long_title_stays_inside_the_figure() -> None:
    ax = dots(
        ROWS, title="Accuracy of each variant of the prompt on the very same tickets of the desk, n = 94"
    )
    ax.figure.canvas.draw()
    box = ax.title.get_window_extent()
    assert box.x0 >= 0
    assert box.x1 <= ax.figure.bbox.x1


def test_names_do_not_overlap_when_there_are_many() -> None:
    ax = dots({f"variant {number}": Rate(number, 30) for number in range(20)})
    ax.figure.canvas.draw()
    boxes = [label.get_window_extent() for label in ax.get_yticklabels()]
    assert all(upper.y0 >= lower.y1 for upper, lower in pairwise(boxes))


def test_it_draws_where_it_is_told() -> None:
    from matplotlib import pyplot as plt

    _, (left, right) = plt.subplots(1, 2)
    assert dots(ROWS, ax=right) is right
    assert len(left.lines) == 0


def test_nothing_to_draw_is_said() -> None:
    with pytest.raises(ValueError, match="at least one row"):
        dots({})


def test_a_control_that_is_not_among_the_rows_is_named() -> None:
    with pytest.raises(ValueError, match="'placebo' is none of the rows: majority, model"):
        dots(ROWS, control="placebo")
