"""Passages are exact pieces of their article, short enough, cut where a writer would pause."""

from __future__ import annotations

import random

import pytest

from kit.build.chunk import chunk

ARTICLE = """## Fees
There is no monthly fee. A transfer abroad costs $15.

## Limits
- At most 5 transfers a day.
- At most $2,000 a day.

Ask a person for more."""


def test_a_short_article_is_one_passage_that_knows_its_place() -> None:
    (passage,) = chunk("fees_1", f"\n {ARTICLE}\n")
    assert (passage.article_id, passage.text) == ("fees_1", ARTICLE)
    assert f"\n {ARTICLE}\n"[passage.start : passage.end] == ARTICLE
    assert passage.id == f"fees_1:2-{2 + len(ARTICLE)}"


def test_a_cut_comes_before_a_heading_rather_than_after_it() -> None:
    first, second = chunk("a", ARTICLE, size=100)
    assert first.text.endswith("costs $15.")
    assert second.text.startswith("## Limits")


def test_without_headings_a_cut_comes_between_sentences_then_words_then_anywhere() -> None:
    assert [p.text for p in chunk("a", "One two three. Four five six.", size=20)] == [
        "One two three.",
        "Four five six.",
    ]
    assert [p.text for p in chunk("a", "alpha beta gamma", size=12)] == ["alpha beta", "gamma"]
    assert [p.text for p in chunk("a", "x" * 25, size=10)] == ["x" * 10, "x" * 10, "x" * 5]


@pytest.mark.parametrize("overlap", [0, 15])
def test_every_word_is_in_a_passage_and_every_passage_in_the_text(overlap: int) -> None:
    rng = random.Random(1)
    for _ in range(200):
        signs = [
            rng.choice(["word", "a", "fee.", "\n", "\n\n# H", " ", "  ", "é", "longerword"])
            for _ in range(60)
        ]
        text, size = "".join(f"{s} " if rng.random() < 0.7 else s for s in signs), rng.choice([30, 47, 200])
        passages, covered = chunk("a", text, size=size, overlap=overlap), set()
        for passage in passages:
            assert text[passage.start : passage.end] == passage.text == passage.text.strip()
            assert 0 < len(passage.text) <= size
            covered |= set(range(passage.start, passage.end))
        assert all(place in covered for place, sign in enumerate(text) if not sign.isspace())
        starts = [passage.start for passage in passages]
        assert starts == sorted(set(starts))


def test_an_overlap_begins_at_a_word_and_repeats_the_end_of_the_passage_before() -> None:
    first, second, *_ = chunk(
        "a", "The fee is nine dollars. It is taken on the first of May each year.", size=40, overlap=12
    )
    assert second.start < first.end
    assert first.text.endswith(second.text[: first.end - second.start])
    assert second.text.split()[0] in first.text.split()


def test_an_empty_article_has_no_passage() -> None:
    assert chunk("a", " \n ") == []


def test_sizes_that_make_no_sense_are_refused_with_a_way_out() -> None:
    with pytest.raises(ValueError, match="size=0"):
        chunk("a", "text", size=0)
    with pytest.raises(ValueError, match="half of size"):
        chunk("a", "text", size=100, overlap=60)
