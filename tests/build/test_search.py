"""Search finds passages by words, by meaning and by both; rankings merge by place alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from kit.build.chunk import Passage
from kit.build.search import Dense, Fused, Hit, Lexical, articles_of, fuse


def passages(*texts: str) -> list[Passage]:
    return [Passage(f"a{i}:0-{len(t)}", f"a{i}", t, 0, len(t)) for i, t in enumerate(texts)]


SHELF = passages(
    "The monthly fee of the Blue Account is $5.",
    "Cards are replaced within ten days.",
    "The fee for a replaced card is waived once a year.",
)


def by_length(texts: list[str]) -> np.ndarray:
    """A toy embedding: texts of one length point one way."""
    return np.array([[np.cos(len(t) / 50), np.sin(len(t) / 50)] for t in texts])


def ids(hits: list[Hit]) -> list[str]:
    return [hit.passage.article_id for hit in hits]


def test_lexical_finds_shared_words_and_nothing_else() -> None:
    hits = Lexical(SHELF).search("What is the monthly FEE?", k=5)
    assert ids(hits) == ["a0", "a2"]
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score > hits[1].score > 0


@pytest.mark.parametrize("query", ["", "the of and", "xylophone", "?!"])
def test_lexical_finds_nothing_where_no_word_is_shared(query: str) -> None:
    assert Lexical(SHELF).search(query) == []


def test_passages_without_a_word_can_be_kept_but_not_found() -> None:
    assert Lexical(passages("?", "...")).search("fee") == []


def test_lexical_scores_are_those_of_bm25s_itself() -> None:
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize([p.text for p in SHELF], show_progress=False), show_progress=False)
    words = bm25s.tokenize("replaced card fee", show_progress=False)
    places, scores = index.retrieve(words, k=3, show_progress=False)
    hits = Lexical(SHELF).search("replaced card fee", 3)
    assert ids(hits) == [f"a{place}" for place in places[0]]
    assert [hit.score for hit in hits] == pytest.approx(scores[0].tolist())


def test_dense_finds_the_nearest_vectors_and_always_k() -> None:
    dense = Dense(SHELF, by_length)
    hits = dense.search("x" * 41, k=2)
    assert ids(hits) == ["a0", "a1"]
    assert hits[0].score == pytest.approx(np.cos((42 - 41) / 50), abs=1e-6)
    assert len(dense.search("x", k=99)) == 3


def test_dense_does_not_mind_how_long_the_vectors_are_and_leaves_them_alone() -> None:
    given = np.array([[3.0, 4.0], [0.0, 2.0], [-1.0, 0.0]])
    dense = Dense(SHELF, lambda texts: given if len(texts) == 3 else [[30.0, 40.0]])
    assert dense.search("?", 1)[0].score == pytest.approx(1)
    assert given[0].tolist() == [3, 4]


def test_many_questions_at_once_find_what_each_finds_alone() -> None:
    dense = Dense(SHELF, by_length)
    queries = ["x" * n for n in range(1, 100)]
    together = dense.search_all(queries, 2)
    assert [ids(hits) for hits in together] == [ids(dense.search(query, 2)) for query in queries]
    assert dense.search_all([]) == []


def test_equal_scores_keep_the_order_of_the_passages() -> None:
    copies = passages(*["the same words"] * 20)
    assert ids(Lexical(copies).search("words", 5)) == ["a0", "a1", "a2", "a3", "a4"]
    assert ids(Dense(copies, by_length).search("the same words", 5)) == ["a0", "a1", "a2", "a3", "a4"]


@pytest.mark.parametrize(
    ("embed", "said"),
    [
        (lambda texts: np.ones((2, 4)), r"shape \(2, 4\)"),
        (lambda texts: np.zeros((len(texts), 4)), "zeros"),
        (lambda texts: np.full((len(texts), 4), np.nan), "NaN"),
    ],
)
def test_vectors_that_do_not_fit_are_refused(embed: Any, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Dense(SHELF, embed)


def test_a_query_of_another_width_is_refused() -> None:
    dense = Dense(SHELF, lambda texts: np.ones((len(texts), 3 if len(texts) == 3 else 4)))
    with pytest.raises(ValueError, match=r"\(1, 3\)"):
        dense.search("?")


def test_an_approximate_index_finds_nearly_what_the_exact_one_does() -> None:
    pytest.importorskip("faiss")
    rng = np.random.default_rng(1)
    many = passages(*[f"text {i}" for i in range(2000)])
    topics = rng.normal(size=(30, 16))  # texts have topics; without any, no index can be quicker and right
    vectors = topics[rng.integers(0, 30, 2000)] + 0.3 * rng.normal(size=(2000, 16))
    known = {p.text: v for p, v in zip(many, vectors, strict=True)}
    exact, near = (Dense(many, lambda texts: [known[t] for t in texts], approximate=a) for a in (False, True))
    queries = list(known)[:50]
    pairs = zip(exact.search_all(queries, 10), near.search_all(queries, 10), strict=True)
    shared = [len(set(ids(a)) & set(ids(b))) / 10 for a, b in pairs]
    assert np.mean(shared) > 0.95
    assert near.search(queries[0], 1)[0].score == pytest.approx(1, abs=1e-5)


def test_fusion_adds_one_over_k_plus_place() -> None:
    a, b, c = SHELF
    merged = fuse([Hit(a, 9, 1), Hit(b, 8, 2)], [Hit(b, 0.9, 1), Hit(c, 0.1, 2)])
    assert ids(merged) == ["a1", "a0", "a2"]
    assert [hit.score for hit in merged] == pytest.approx([1 / 62 + 1 / 61, 1 / 61, 1 / 62])
    assert [hit.rank for hit in merged] == [1, 2, 3]


def test_fusion_reads_the_order_and_not_the_scores() -> None:
    a, b, _ = SHELF
    assert fuse([Hit(a, 1000.0, 7), Hit(b, 1.0, 1)]) == fuse([Hit(a, 0.2, 1), Hit(b, 0.1, 2)])


def test_fusing_nothing_finds_nothing_and_one_list_keeps_its_order() -> None:
    assert fuse() == fuse([], []) == []
    assert ids(fuse([Hit(p, 0, i) for i, p in enumerate(SHELF)])) == ["a0", "a1", "a2"]
    with pytest.raises(ValueError, match="k=-1"):
        fuse([], k=-1)


def test_a_fused_search_is_the_fusion_of_its_parts() -> None:
    lexical, dense = Lexical(SHELF), Dense(SHELF, by_length)
    query = "fee for cards"
    assert Fused(lexical, dense).search(query, 2) == fuse(lexical.search(query), dense.search(query))[:2]


def test_several_passages_of_one_article_count_once() -> None:
    twice = [
        Passage("x:0-1", "x", "a", 0, 1),
        Passage("y:0-1", "y", "a", 0, 1),
        Passage("x:1-2", "x", "b", 1, 2),
    ]
    assert articles_of([Hit(p, 1, i) for i, p in enumerate(twice, 1)]) == ["x", "y"]


def test_nothing_to_search_and_nothing_asked_for_are_refused() -> None:
    for kind in (Lexical, lambda p: Dense(p, by_length)):
        with pytest.raises(ValueError, match="no passage"):
            kind([])
    with pytest.raises(ValueError, match="k=0"):
        Lexical(SHELF).search("fee", 0)
    with pytest.raises(ValueError, match="at least one search"):
        Fused()
