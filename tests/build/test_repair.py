"""The steps from a text to an object: each takes a value, returns a value, and says no in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from kit.build.repair import NoJson, NotGrounded, because, extract_json, feedback, grounded, turns, validated


class Order(BaseModel):
    order_id: str | None
    items: int


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ('{"a": 1}', {"a": 1}),
        ('Sure!\n```json\n{"a": 1}\n```\nAnything else?', {"a": 1}),
        ('The order (see {below}) is {"a": {"b": 2}}.', {"a": {"b": 2}}),
        ('As [1] says: {"a": 1} [2]', {"a": 1}),
        ('{"type": "object"} so here it is: {"a": 1}', {"a": 1}),
        ('Orders: [{"a": 1}, {"a": 2}] that is all', [{"a": 1}, {"a": 2}]),
        ('{"a": "two\nlines and a } brace"}', {"a": "two\nlines and a } brace"}),
        ("[1, 2]", [1, 2]),
        ("null", None),
        ('Done {"a": 1} and then {"b": ', {"a": 1}),
    ],
)
def test_json_is_found_in_what_is_said_around_it(text: str, data: Any) -> None:
    assert extract_json(text) == data


@pytest.mark.parametrize("text", ["", "no", "W23", "see {below}", '{"a": NaN}', "{'a': 1}", ":-["])
def test_no_json_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NoJson):
        extract_json(text)


@pytest.mark.parametrize(
    "text", ['{"a": 1', '[{"a": 1}, {"a": 2', '[{"a": 1},\n', '```json\n{"a": "W23', '{"a": {"b": 1}, "c": ']
)
def test_nothing_is_taken_out_of_an_answer_that_was_cut(text: str) -> None:
    with pytest.raises(NoJson, match="breaks off"):
        extract_json(text)


def test_nothing_is_taken_out_of_an_answer_wherever_it_was_cut() -> None:
    whole = '{"a": {"b": 1}, "c": [null, true, -2.5e-3, "\\u00e9 \\\\ {}"], "d": false}'
    for end in range(1, len(whole)):
        with pytest.raises(NoJson, match="breaks off"):
            extract_json(whole[:end])


def test_validated_reads_text_and_data() -> None:
    assert validated('It is {"order_id": "#W1", "items": 2}', Order) == Order(order_id="#W1", items=2)
    assert validated({"order_id": None, "items": "2"}, Order) == Order(order_id=None, items=2)
    assert validated("[1, 2]", list[int]) == [1, 2]
    order = Order(order_id=None, items=1)
    assert validated(order, Order) == order


def test_a_strict_model_reads_dates_from_text_as_json_has_them() -> None:
    class Parcel(BaseModel):
        model_config = ConfigDict(strict=True)
        sent: date

    assert validated('{"sent": "2026-11-23"}', Parcel).sent == date(2026, 11, 23)


def test_because_names_field_fault_and_value() -> None:
    with pytest.raises(ValidationError) as caught:
        validated('{"items": "many"}', Order)
    assert because(caught.value) == (
        "order_id: Field required; items: Input should be a valid integer, "
        "unable to parse string as an integer (got 'many')."
    )


def test_because_gives_a_validators_own_words() -> None:
    class Picky(BaseModel):
        zip: str

        @field_validator("zip")
        @classmethod
        def five(cls, value: str) -> str:
            if len(value) != 5:
                raise ValueError("a zip has five digits")
            return value

    with pytest.raises(ValidationError) as caught:
        validated('{"zip": "123"}', Picky)
    assert because(caught.value) == "zip: a zip has five digits (got '123')."


def test_grounded_passes_on_what_stands_in_the_text() -> None:
    order = Order(order_id="#w2378156", items=2)
    assert grounded(order, "My order #W2378156:\nthe 2 lamps.") is order
    assert grounded({"said": "two  lamps"}, "I want two\nlamps back")


@pytest.mark.parametrize(
    ("value", "source"),
    [
        ("W237", "order #W2378156"),
        ("lamp", "lamps"),
        ("#W1", "no order here"),
        (116, "$1,160.00"),
        (2, "two"),
    ],
)
def test_grounded_refuses_what_is_not_there(value: Any, source: str) -> None:
    with pytest.raises(NotGrounded) as caught:
        grounded({"it": value}, source)
    assert caught.value.missing == {"it": value}
    assert repr(value) in str(caught.value)


def test_grounded_reads_numbers_as_numbers() -> None:
    assert grounded({"total": 1160, "fee": 3.5}, "It cost $1,160.00 and 3.50 to send.")


def test_none_and_empty_claim_nothing() -> None:
    assert grounded({"a": None, "b": "", "c": " "}, "")


def test_labels_of_the_desk_need_not_be_in_the_text() -> None:
    class Action(Enum):
        REFUND = "refund"

    class Item(BaseModel):
        name: str
        state: Literal["new", "broken"] | None

    class Wish(BaseModel):
        action: Action
        tags: list[Literal["urgent"]]
        sure: bool
        items: list[Item]

    wish = Wish(action=Action.REFUND, tags=["urgent"], sure=True, items=[Item(name="lamp", state="new")])
    assert grounded(wish, "my lamp")
    with pytest.raises(NotGrounded) as caught:
        grounded(wish, "my chair")
    assert caught.value.missing == {"items.0.name": "lamp"}


def test_grounded_looks_into_dataclasses_and_only_at_the_fields_asked_for() -> None:
    @dataclass
    class Wish:
        item: str
        summary: str

    assert grounded(Wish("lamp", "wants money"), "my lamp", fields=["item"])
    with pytest.raises(NotGrounded, match="summary 'wants money'"):
        grounded(Wish("lamp", "wants money"), "my lamp")


def test_turns_show_the_model_its_answer_and_the_fault() -> None:
    own, said = turns('{"a": 1}', NoJson("it breaks off."))
    assert own == {"role": "assistant", "content": '{"a": 1}'}
    assert said == {"role": "user", "content": feedback("it breaks off.")}
    assert "it breaks off." in said["content"]


def test_an_empty_answer_leaves_no_empty_assistant_message() -> None:
    assert [turn["role"] for turn in turns(" ", "nothing came")] == ["user"]
