"""Facts: found by their form, looked up whole, and a form that cannot be is told where it is written."""

from __future__ import annotations

import pytest

from kit.build.facts import Fact

ORDER = Fact("# and W and seven digits", "(#W)[0-9]{7}", "order number")
DAY = Fact("day and month", r"[0-9]{1,2}\.[0-9]{1,2}\.")
PHONE = Fact("a phone number", r"(\+49 |0)[0-9 /-]{8,15}[0-9]", "call phone")
CITY = Fact("a city")
COUNT = Fact("how many", "[0-9]{1,3}", "are group")


@pytest.mark.parametrize(
    ("fact", "text", "anywhere", "near"),
    [
        (ORDER, "Ticket 7654321; my order, if I see well, is 1112223.", "#W7654321", "#W1112223"),
        (ORDER, "order #w1112223.", "#W1112223", "#W1112223"),
        (ORDER, "order W1112223.", "#W1112223", "#W1112223"),
        (ORDER, "Code 1234567890, order 111222", None, None),
        (ORDER, "I reorder 1112223", "#W1112223", None),
        (ORDER, "my number, of 2 that I have, is 1112223", "#W1112223", None),  # a digit between
        (ORDER, "order" + " so" * 30 + " 1112223", "#W1112223", None),
        (DAY, "From 24.11. to 3.12.2026", "24.11.", None),  # nothing marks it
        (DAY, "3.12.2026", None, None),
        (PHONE, "Call +49 163 7778889, please", "+49 163 7778889", "+49 163 7778889"),
        (PHONE, "0176/8889901", "0176/8889901", None),
        (CITY, "Oslo", None, None),
        (ORDER, "We paid for #W1112223", "#W1112223", "#W1112223"),  # its beginning marks it
        (ORDER, "We paid for 1112223", "#W1112223", None),
        (COUNT, "On 30.10. at 14.15, 6:30, 1,200 or 7/8 we are 12.", "12", "12"),
        (COUNT, "We are on 6.6. at ten", None, None),
    ],
)
def test_code_finds_what_has_the_form(fact: Fact, text: str, anywhere: str | None, near: str | None) -> None:
    assert (fact.find(text), fact.find(text, near=True)) == (anywhere, near)


@pytest.mark.parametrize(
    ("fact", "value", "text", "there"),
    [
        (ORDER, "#W5930412", "It is 5930412.", True),
        (ORDER, "#W5930412", "It is W5930412", True),
        (ORDER, "#W5930412", "It is 15930412", False),
        (ORDER, "#W5930412", "It is 5930412a", False),
        (ORDER, "#W", "It is #W", False),
        (DAY, "24.12.", "I want to move from 24.11. please", False),  # half of it stands there
        (DAY, "24.11.", "from 24.11. on", True),
        (PHONE, "0171 8889901", "call me 0176-8889901", False),
        (PHONE, "0176 8889901", "call me 0176-8889901", True),
        (PHONE, "0176-8889901", "call me 01768889901", True),
        (COUNT, "28", "on 28.11. we are 12", False),
        (COUNT, "12", "on 28.11. we are 12.", True),
        (CITY, "oslo", "a lamp from Oslo", True),
        (CITY, "Oslo", "Oslofjord", False),
        (CITY, "New  York", "in New York", True),
        (CITY, "", "in New York", False),
        (CITY, " - ", "in New - York", False),
        (CITY, "a.c", "abc", False),
    ],
)
def test_a_value_stands_in_a_message_whole_or_not_at_all(
    fact: Fact, value: str, text: str, there: bool
) -> None:
    assert fact.stands(value, text) is there


def test_its_form_written_in_full_is_what_an_answer_must_have() -> None:
    assert [one.pattern for one in (ORDER, CITY)] == ["#W[0-9]{7}", ""]
    assert PHONE.pattern == PHONE.form  # a choice in brackets is a part of it
    assert [ORDER.fits(value) for value in ("#W1112223", "1112223", "#W11122233")] == [True, False, False]
    assert CITY.fits("anything")


def test_a_fact_that_cannot_be_is_refused_where_it_is_written() -> None:
    with pytest.raises(ValueError, match=r"The form '\[0-9' is no regular expression: unterminated"):
        Fact("five digits", "[0-9")
    with pytest.raises(ValueError, match="looks around itself"):
        Fact("how many", r"(?<![0-9.])[0-9]{1,3}")
    with pytest.raises(ValueError, match="needs words that tell a model"):
        Fact(" ")


def test_it_is_plain_data_for_a_card() -> None:
    assert tuple(ORDER) == ("# and W and seven digits", "(#W)[0-9]{7}", "order number")
