"""Agreement, entropy and the histogram, against values worked out by hand and against scipy."""

from __future__ import annotations

import random
from statistics import mean

import pytest

from kit import Rate, agreement, entropy, histogram
from kit.measure import corrected_entropy, distinct


def test_agreement_is_the_share_of_the_most_common_answer() -> None:
    assert agreement(["yes", "yes", "no"]) == Rate(2, 3)
    assert agreement(["one"]) == Rate(1, 1)


def test_entropy_is_zero_when_all_agree_and_log2_k_when_k_are_equally_common() -> None:
    assert entropy(["a"] * 9) == 0
    assert entropy(list("abcdefgh")) == pytest.approx(3)


def test_entropy_of_shannons_example() -> None:
    # Shannon 1948, section 7: choices with probabilities 1/2, 1/4, 1/8, 1/8 have 7/4 bits.
    assert entropy(list("aaaabbcd")) == pytest.approx(7 / 4)


def test_entropy_agrees_with_scipy() -> None:
    from scipy.stats import entropy as peer

    assert entropy(["a"] * 5 + ["b"] * 3 + ["c"] * 11) == pytest.approx(float(peer([5, 3, 11], base=2)))


def test_the_correction_removes_most_of_the_bias_of_small_samples() -> None:
    rng, truth = random.Random(7), 2.0  # four answers, equally common
    runs = [[rng.choice("abcd") for _ in range(20)] for _ in range(2000)]
    plain, corrected = mean(map(entropy, runs)), mean(map(corrected_entropy, runs))
    assert plain < truth - 0.08
    assert abs(corrected - truth) < 0.03


def test_distinct_counts_different_answers() -> None:
    assert (distinct(["a", "b", "a"]), distinct([])) == (2, 0)


def test_histogram_ranks_answers_each_with_its_own_interval() -> None:
    shown = histogram(["yes"] * 6 + ["no"] * 3 + ["maybe"])
    assert shown.rows == (("yes", Rate(6, 10)), ("no", Rate(3, 10)), ("maybe", Rate(1, 10)))
    assert shown.others is None


def test_histogram_pools_what_it_does_not_name() -> None:
    shown = histogram(list("aaabbcdd"), top=2)
    assert [answer for answer, _ in shown.rows] == ["a", "b"]
    assert (shown.others, shown.others_distinct) == (Rate(3, 8), 2)
    assert "(2 other answers)" in repr(shown)


def test_histogram_in_a_terminal_says_n_and_every_interval() -> None:
    first, *rows = repr(histogram(["yes"] * 70 + ["no"] * 30)).splitlines()
    assert first.startswith("n=100 answers, 95 % Wilson interval per answer")
    assert rows[0].endswith("0.70 [0.60, 0.78]")
    assert len({len(row) for row in rows}) == 1


def test_histogram_html_shows_answers_as_text_whatever_a_model_wrote() -> None:
    shown = histogram(["<script>alert(1)</script>", "a\nb", ""])._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "(empty)" in shown


def test_histogram_picture_has_title_axis_and_whiskers() -> None:
    axes = histogram(["yes"] * 70 + ["$5"] * 30).plot(title="Two answers")
    assert axes.get_title() == "Two answers (n=100)"
    assert "share of answers" in axes.get_xlabel()
    assert axes.get_xlim() == (0, 1)
    (whiskers,) = [c for c in axes.collections if c.get_paths()]
    low, high = whiskers.get_paths()[0].vertices[:, 0]
    assert (low, high) == pytest.approx((Rate(70, 100).low, Rate(70, 100).high))
    axes.figure.canvas.draw()


@pytest.mark.parametrize("measure", [agreement, entropy, corrected_entropy, histogram])
def test_no_answers_and_a_bare_string_are_refused(measure) -> None:
    with pytest.raises(ValueError, match="at least one answer; did every call fail"):
        measure([])
    with pytest.raises(ValueError, match="needs a list of answers"):
        measure("yes")
