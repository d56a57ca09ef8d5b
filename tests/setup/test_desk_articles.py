"""The bank's articles and its customers' questions: all there, readable, in the customer's own words."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from kit.desk.articles import articles, questions


def test_there_are_698_articles_each_with_a_title_a_text_and_one_of_eleven_topics() -> None:
    found = articles()
    assert len(found) == len({article.id for article in found}) == 698
    assert all(article.title and len(article.text) >= 200 for article in found)
    topics = Counter(article.topic for article in found)
    assert len(topics) == 11
    assert topics["credit cards"] == topics["checking accounts"] == 110


def test_there_are_97_questions_and_every_article_they_need_exists() -> None:
    known = {article.id for article in articles()}
    assert len(questions()) == len({question.id for question in questions()}) == 97
    assert all(question.needs and set(question.needs) <= known for question in questions())
    assert {len(question.needs) for question in questions()} >= {1, 2, 5, 30}


def test_a_question_speaks_as_the_customer() -> None:
    about_you = re.compile(
        r"\byou(?: are| want|r goal|r situation|r character| will)\b|\bI the\b|\bI a\b", re.IGNORECASE
    )
    assert {q.id: q.text for q in questions() if about_you.search(q.text)} == {}
    assert {q.id: q.text for q in questions() if not re.search(r"\b(I|I'm|I've|my|me)\b", q.text)} == {}


def test_no_question_holds_a_stage_direction_or_what_the_desk_must_find_out_by_itself() -> None:
    directions = re.compile(
        r"\b(the agent|playing the role|your character|upfront|end the conversation|if asked|DO NOT|reveal)\b"
        r"|date of birth|\d{3}-\d{3}-\d{4}|@|#|\*|\bCVV\b|[{}\[\]`]"
    )
    said = {q.id: q.text for q in questions() if directions.search(q.text.replace("do NOT", ""))}
    assert said == {}


def test_no_question_is_empty_torn_or_longer_than_a_letter() -> None:
    torn = re.compile(r"\s{2}|^\W|\s[.,]|(?<!\.)\.\.(?!\.)|\n")
    assert {q.id: q.text for q in questions() if torn.search(q.text)} == {}
    assert all(40 <= len(question.text) <= 1200 for question in questions())


@pytest.mark.parametrize(
    ("question", "tells"),
    [
        ("task_002", "highest cash back"),
        ("task_004", "I want to change the email on my account"),
        ("task_007", "best promotional offer"),
        ("task_012", "travel notification"),
        ("task_044", "close my Gold Rewards Card"),
        ("task_058", "$20,000"),
        ("task_074", "Evergreen Account"),
        ("task_096", "Gold Plus savings"),
    ],
)
def test_what_is_wanted_is_not_lost(question: str, tells: str) -> None:
    assert tells in {q.id: q.text for q in questions()}[question]


def test_every_question_names_its_customer_so_that_near_copies_can_be_kept_on_one_side_of_a_split() -> None:
    assert all(question.customer for question in questions())
    texts = Counter(question.text for question in questions())
    for text, times in texts.items():
        assert times == 1 or len({q.customer for q in questions() if q.text == text}) == 1
