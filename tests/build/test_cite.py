"""Quotes point at their place; what no passage says is called unsupported."""

from __future__ import annotations

import pytest

from kit.build.chunk import chunk
from kit.build.cite import cite, quote, sentences, supported
from kit.build.search import Hit

FEES = """## Fees
- The monthly fee is $1,500.50, or 4% of the balance.
- A customer must be at least **18 years** old. Accounts close after 110 days.

1. Don’t send cash – use a cheque."""
CARDS = "Replaced cards arrive within five days. There are 2 colours, e.g. blue."
SHELF = [*chunk("fees", FEES), *chunk("cards", CARDS)]


def test_a_quote_points_at_its_place_in_the_article() -> None:
    found = cite("The monthly fee is $1,500.50", SHELF)
    assert found is not None
    assert found.passage.article_id == "fees"
    assert FEES[found.start : found.end] == found.text == "The monthly fee is $1,500.50"
    assert found.source == f"fees:{found.start}-{found.end}"


def test_the_full_stop_of_a_quoted_sentence_is_part_of_it_where_there_is_one() -> None:
    for words in ("Accounts close after 110 days.", "“Accounts close after 110 days.”"):
        found = cite(words, SHELF)
        assert found is not None
        assert found.text == "Accounts close after 110 days."
    short = cite("A customer must be.", SHELF)
    assert short is not None
    assert short.text == "A customer must be"


def test_places_count_from_the_article_and_not_from_the_passage() -> None:
    pieces = chunk("fees", FEES, size=90)
    found = cite("Accounts close after 110 days", pieces)
    assert len(pieces) > 1
    assert found is not None
    assert FEES[found.start : found.end] == "Accounts close after 110 days"


@pytest.mark.parametrize(
    "words",
    [
        "“The Monthly  fee\nis $1,500.50, or 4% of the balance.”",
        "must be at least 18 years old",
        "don't send cash - use a cheque...",
        "4% of the balance",
    ],
)
def test_case_spaces_marks_and_asterisks_do_not_count(words: str) -> None:
    assert cite(words, SHELF) is not None


@pytest.mark.parametrize(
    "words", ["10 days", "500.50", "$1,500.5", "at least 21 years old", "month", "", "  ", '"."']
)
def test_what_nobody_wrote_has_no_place(words: str) -> None:
    assert cite(words, SHELF) is None


def test_sentences_know_their_place_and_headings_are_none() -> None:
    found = sentences(SHELF[0])
    assert [p.text for p in found] == [
        "The monthly fee is $1,500.50, or 4% of the balance.",
        "A customer must be at least **18 years** old.",
        "Accounts close after 110 days.",
        "Don’t send cash – use a cheque.",
    ]
    assert all(FEES[p.start : p.end] == p.text for p in found)
    assert [p.text for p in sentences(SHELF[1])][1] == "There are 2 colours, e.g. blue."


def test_an_answer_by_quoting_is_the_sentence_nearest_to_the_question() -> None:
    found = quote("How old must a customer be?", [Hit(SHELF[0], 0.8, 1), Hit(SHELF[1], 0.2, 2)])
    assert found is not None
    assert FEES[found.start : found.end] == "A customer must be at least **18 years** old."


def test_a_search_that_found_too_little_is_no_ground_for_an_answer() -> None:
    hits = [Hit(SHELF[0], 0.4, 1)]
    assert quote("How old?", hits, least=0.5) is None
    assert quote("How old?", []) is None
    assert quote("xylophone", hits, least=0.4) is not None


def test_a_passage_of_headings_is_quoted_whole() -> None:
    (heading,) = chunk("a", "## Fees and limits")
    found = quote("Which fees?", [Hit(heading, 0.9, 1)])
    assert found is not None
    assert found.text == "## Fees and limits"


def test_each_sentence_of_an_answer_is_held_against_one_passage() -> None:
    claims = supported(
        "You must be 18 years old. Replaced cards come in 5 days, free of charge, to Mars.", SHELF
    )
    assert [claim.supported for claim in claims] == [True, False]
    assert claims[0].passage == SHELF[0]
    assert set(claims[1].missing) >= {"charge", "mar"}


@pytest.mark.parametrize(
    ("said", "truth"),
    [
        ("The fee is $1500.50 monthly.", True),
        ("The monthly fee is 1,500.50 dollars.", True),
        ("The fee is 4 percent of the balance.", True),
        ("Replaced cards arrive within 5 days.", True),
        ("Replaced cards arrive within five day.", True),
        ("The fee is $4 of the balance.", False),
        ("The monthly fee is $1,500.", False),
        ("Accounts close after 10 days.", False),
        ("Replaced cards arrive within 18 days.", False),  # 18 stands in the other article
        ("The monthly fee is 1,500.50%.", False),
    ],
)
def test_numbers_must_be_there_with_their_unit(said: str, truth: bool) -> None:
    assert [claim.supported for claim in supported(said, SHELF)] == [truth]


def test_pleasantries_claim_nothing_and_list_numbers_are_no_numbers() -> None:
    assert supported("Happy to help!\n\nYes.", SHELF) == []
    assert [c.supported for c in supported("7. Accounts close after 110 days.", SHELF)] == [True]


def test_without_passages_nothing_is_supported() -> None:
    (claim,) = supported("Accounts close after 110 days.", [])
    assert not claim.supported
    assert "110" in claim.missing


def test_every_sentence_of_a_passage_is_supported_by_it() -> None:
    for passage in SHELF:
        assert all(claim.supported for claim in supported(passage.text, [passage]))


def test_the_share_of_words_is_above_zero_and_at_most_one() -> None:
    assert not supported("Accounts usually close after 110 days.", SHELF, share=1)[0].supported
    with pytest.raises(ValueError, match="share=0"):
        supported("Accounts close.", SHELF, share=0)
