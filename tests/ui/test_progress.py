"""Progress draws what it is given, lesson by lesson, and looks again when asked."""

from __future__ import annotations

from kit.ui.progress import Progress, Row

ROWS: list[Row] = [
    ("01_hello_black_box", "price", 2, True),
    ("01_hello_black_box", "cap", 1, False),
    ("02_ask_it_100_times", "rate", 2, None),
]


def test_lessons_stand_against_their_checks_with_points() -> None:
    shown = Progress(lambda: ROWS).static()
    for words in ("01 hello black box", "2 of 3", "0 of 2", "2 of 5 points, 3 checks"):
        assert words in shown


def test_passed_failed_and_untried_differ_in_sign() -> None:
    assert repr(Progress(lambda: ROWS)).splitlines() == [
        "✓ 01_hello_black_box: price",
        "✗ 01_hello_black_box: cap",
        "○ 02_ask_it_100_times: rate",
    ]


def test_rows_are_read_again_at_each_drawing() -> None:
    rows: list[Row] = [("01", "price", 1, None)]
    shown = Progress(lambda: rows)
    assert "0 of 1 points" in shown.static()
    rows[0] = ("01", "price", 1, True)
    assert "1 of 1 points" in shown.static()


def test_what_stands_in_the_way_is_shown_as_a_sentence() -> None:
    def rows() -> list[Row]:
        raise RuntimeError("No course found here.")

    assert "No course found here." in Progress(rows).static()
    assert "No exercises yet" in Progress(list).static()
