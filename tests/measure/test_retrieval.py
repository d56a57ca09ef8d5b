"""Retrieval's numbers, against values worked out by hand and by scikit-learn."""

from __future__ import annotations

from typing import Any

import pytest

from kit.measure.retrieval import (
    hit_rate,
    hits_each,
    mrr,
    ndcg,
    ndcg_each,
    recall_at,
    recall_each,
    reciprocal_ranks,
)

FOUND = [["a", "b", "c"], ["d", "a", "b"], [], ["c", "c", "a"]]
NEEDED = [{"b"}, {"b", "d"}, {"a"}, ["a"]]


def test_hit_rate_counts_questions_that_found_one_of_theirs() -> None:
    assert hits_each(FOUND, NEEDED, 1) == [False, True, False, False]
    rate = hit_rate(FOUND, NEEDED, 2)
    assert (rate.successes, rate.n) == (3, 4)


def test_recall_is_the_share_of_needed_ids() -> None:
    assert recall_each(FOUND, NEEDED, 2) == [1, 0.5, 0, 1]
    assert recall_at(FOUND, NEEDED, 2).value == pytest.approx(2.5 / 4)


def test_reciprocal_rank_looks_at_the_first_needed_id() -> None:
    assert reciprocal_ranks(FOUND, NEEDED) == [1 / 2, 1, 0, 1 / 2]
    assert reciprocal_ranks(FOUND, NEEDED, k=1) == [0, 1, 0, 0]
    estimate = mrr(FOUND, NEEDED)
    assert estimate.value == pytest.approx(0.5)
    assert estimate.low <= 0.5 <= estimate.high
    assert estimate.n == 4


def test_an_article_found_twice_takes_one_place() -> None:
    assert reciprocal_ranks([["x", "x", "y"]], [["y"]]) == [1 / 2]


def test_gain_is_that_of_scikit_learn() -> None:
    from sklearn.metrics import ndcg_score

    names = list("abcdefgh")
    for right in ({"a"}, {"b", "g"}, {"h", "c", "d"}):
        theirs = ndcg_score([[name in right for name in names]], [list(range(len(names), 0, -1))], k=5)
        assert ndcg_each([names], [right], 5) == [pytest.approx(theirs)]
    assert ndcg([["a"], ["b"]], [{"a"}, {"a"}], 3).value == pytest.approx(0.5)


def test_questions_that_belong_together_are_drawn_together() -> None:
    found, needed = [["a"]] * 10 + [["b"]] * 10, [{"a"}] * 20
    alone, together = mrr(found, needed), mrr(found, needed, groups=["x"] * 10 + ["y"] * 10)
    assert together.n == 2
    assert together.high - together.low > alone.high - alone.low


@pytest.mark.parametrize(
    ("found", "needed", "k", "said"),
    [
        ([["a"]], [["a"], ["b"]], 1, "1 rankings for 2"),
        ([], [], 1, "no questions"),
        ([["a"]], [[]], 1, "needs no id"),
        (["a"], [["a"]], 1, "brackets"),
        ([["a"]], ["a"], 1, "brackets"),
        ([["a"]], [["a"]], 0, "k=0"),
    ],
)
def test_what_cannot_be_scored_is_refused(found: Any, needed: Any, k: int, said: str) -> None:
    for score in (hit_rate, recall_at, mrr, ndcg):
        with pytest.raises(ValueError, match=said):
            score(found, needed, k)
