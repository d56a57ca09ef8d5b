"""The running case's data: as many as the books say, in a customer's words, with known copies."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kit import desk
from kit.desk import INTENTS, Review, first_person, reviews, tickets


def test_there_are_114_tickets_of_which_104_have_a_first_intent_and_74_have_one_alone() -> None:
    found = tickets()
    assert len(found) == len({ticket.id for ticket in found}) == 114
    assert sum(ticket.intent is not None for ticket in found) == 104
    assert sum(len(ticket.intents) == 1 for ticket in found) == 74


def test_each_intent_is_one_of_five_and_each_of_the_five_is_there_alone_seven_times_or_more() -> None:
    alone = Counter(ticket.intent for ticket in tickets() if len(ticket.intents) == 1)
    assert set(alone) == set(INTENTS)
    assert min(alone.values()) >= 7
    assert {label for ticket in tickets() for label in ticket.intents} == set(INTENTS)


def test_a_ticket_speaks_as_the_customer() -> None:
    about_you = re.compile(r"\byou (want|have|received|ordered|are|were|prefer)\b|\byour\b", re.IGNORECASE)
    assert [t.text for t in tickets() if about_you.search(t.text)] == []
    assert [t.text for t in tickets() if not re.search(r"\b(I|my|Use)\b", t.text)] == []


def test_no_ticket_holds_a_stage_direction() -> None:
    directions = re.compile(
        r"\bagent\b|asks? (you|me|I) |confirmation|\breveal\b|\bmention|insist|if and only if|say that"
        r"|\bswear\b|when asked|respond|make sure I|poem|upfront",
        re.IGNORECASE,
    )
    assert {t.id: t.text for t in tickets() if directions.search(t.text)} == {}


def test_no_ticket_is_empty_torn_or_written_as_code() -> None:
    torn = re.compile(
        r"[{}\0]|\s{2}|^\W|(?<!\.)\.\.(?!\.)| \.|\bthe[.,]|\band[.,]|\bme should\b|\bI (mail|skate)"
    )
    assert {t.id: t.text for t in tickets() if len(t.text) < 30 or torn.search(t.text)} == {}


@pytest.mark.parametrize("word", ["my", "for", "with", "to", "of", "help", "give", "let", "send", "is", "am"])
def test_grammar_does_not_stumble_over_who_does_what(word: str) -> None:
    wrong = rf"\b{word} I (?!want|have|am|just|do|need|ordered|bought|received|prefer)|\bI (are|is|has)\b"
    assert {t.id: t.text for t in tickets() if re.search(wrong, t.text)} == {}


@pytest.mark.parametrize(
    ("notes", "words"),
    [
        ("You want to return your mug.", "I want to return my mug."),
        ("You're not sure, and you've paid yourself.", "I'm not sure, and I've paid myself."),
        ("You lost it and are in a bad mood.", "I lost it and am in a bad mood."),
        ("You think so but are not sure.", "I think so but am not sure."),
        ("You want to return you skateboard.", "I want to return my skateboard."),
        ("You also want to want to keep it.", "I also want to keep it."),
        ("The clock goes with you. It suits you.", "The clock goes with me. It suits me."),
        ("You wonder if the agent can help you pay.", "I wonder if you can help me pay."),
        ("If so, confirm and ask the agent to do it.", "If so, please do it."),
        ("Ask the agent how much you save.", "Please tell me how much I save."),
        ("You want the agent to check your order.", "I want you to check my order."),
        ("You want a mug {'size': 'L'}.", "I want a mug (size: L)."),
        ("You want it (do not reveal it) now.", "I want it now."),
        ("You want it. If the agent asks for confirmation, say no.", "I want it."),
        ("You want it. If asked, say that you do.", "I want it."),
        ("If not possible, you are angry and swear for a few times, then leave.", "If not possible, leave."),
        ("You are angry about the mug.", "I am angry about the mug."),
        (". You want it in blue You want it soon.", "I want it in blue. I want it soon."),
        ("If the agent asks for it, wait.", "If the agent asks for it, wait."),
    ],
)
def test_a_note_about_the_customer_becomes_the_customers_own_words(notes: str, words: str) -> None:
    assert first_person(notes) == words


def test_a_wish_is_not_lost_with_the_aside_beside_it() -> None:
    said = {ticket.id: ticket.text for ticket in tickets()}
    assert "default address in Charlotte" in said["71"]
    assert "cancel the order" in said["38"]
    assert "within 5 days, I want to cancel it" in said["59"]


def test_near_copies_are_of_one_customer_so_a_split_by_customer_leaks_nothing() -> None:
    from difflib import SequenceMatcher

    found, alike, leaks = tickets(), 0, []
    for number, one in enumerate(found):
        for other in found[number + 1 :]:
            pair = SequenceMatcher(None, one.text, other.text, autojunk=False)
            if pair.real_quick_ratio() > 0.8 and pair.quick_ratio() > 0.8 and pair.ratio() > 0.8:
                alike += 1
                leaks += [(one.id, other.id)] if one.customer != other.customer else []
    assert alike >= 30
    assert leaks == []
    assert len({ticket.customer for ticket in found}) == 53


def test_a_ticket_keeps_the_note_it_was_made_of_and_the_orders_it_touches() -> None:
    first = tickets()[0]
    assert first.notes.startswith("You received your order #W2378156")
    assert first.order_ids == ("#W2378156",)


@pytest.mark.parametrize(
    ("kind", "count", "raters"),
    [("product", 3708, {20}), ("film", 10605, set(range(15, 30))), ("tweet", 4200, {20, *range(92, 100)})],
)
def test_each_review_is_there_once_with_what_its_raters_said(
    kind: desk.Kind, count: int, raters: set[int]
) -> None:
    found = reviews(kind)
    assert 0.99 * count < len(found) <= count
    assert len({review.text for review in found}) == len(found)
    assert {len(review.ratings) for review in found} == raters
    assert all(-4 <= rating <= 4 for review in found for rating in review.ratings)


@pytest.mark.parametrize("kind", ["product", "film", "tweet"])
def test_reviews_are_text_not_bytes_or_markup(kind: desk.Kind) -> None:
    broken = re.compile(r"Ã.|&(amp|lt|gt|quot|#\d+);|\ufffd|[\x00-\x08]")
    assert [review.text for review in reviews(kind) if broken.search(review.text)] == []


def test_a_review_is_labelled_by_the_mean_of_its_raters_and_not_at_all_near_the_middle() -> None:
    assert Review("1", "Fine.", (1,) * 20).label == "positive"
    assert Review("2", "Bad.", (-1,) * 20).label == "negative"
    assert Review("3", "Well.", (0, 1) * 10).label is None
    assert Review("3", "Well.", (0, 1) * 10).mean == 0.5


def test_reviews_of_an_unknown_kind_say_which_kinds_there_are() -> None:
    with pytest.raises(ValueError, match="product, film, tweet"):
        reviews("book")  # type: ignore[arg-type]
