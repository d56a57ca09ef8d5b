"""A typed function becomes a tool: its schema in three shapes, and arguments that fit or a sentence."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from kit.build.tools import BadArguments, tool


class Address(BaseModel):
    """A place."""

    city: str
    zip: str


def book(
    hotel: str,
    day: date,
    room: Literal["single", "double"] = "single",
    nights: Annotated[int, Field(ge=1)] = 1,
    schema: list[str] | None = None,
    *,
    where: Address | None = None,
) -> str:
    """Book a room in a hotel,
    for one guest.

    Nothing is paid for here.

    Args:
        hotel: its name, as in
            the list: all of it.
        day (date): of arrival.
        room, nights: what is booked.

    Returns:
        A number.
    """
    return f"{hotel} {day:%d.%m.} {room} {nights} {schema} {where}"


BOOK = tool(book, writes=True)


def test_the_first_paragraph_and_the_args_lines_are_what_the_model_is_told() -> None:
    told = {name: part.get("description") for name, part in BOOK.schema["properties"].items()}
    assert (BOOK.name, BOOK.description) == ("book", "Book a room in a hotel, for one guest.")
    assert told == {
        "hotel": "its name, as in the list: all of it.",
        "day": "of arrival.",
        "room": "what is booked.",
        "nights": "what is booked.",
        "schema": None,
        "where": None,
    }


def test_types_and_defaults_become_the_schema() -> None:
    parts = BOOK.schema["properties"]
    assert (BOOK.schema["type"], BOOK.schema["additionalProperties"]) == ("object", False)
    assert BOOK.schema["required"] == ["hotel", "day"]
    assert (parts["room"]["enum"], parts["room"]["default"]) == (["single", "double"], "single")
    assert (parts["nights"]["type"], parts["nights"]["minimum"]) == ("integer", 1)
    assert parts["day"]["format"] == "date"
    assert '"title"' not in json.dumps(parts)


def test_a_tool_without_arguments_has_a_schema_all_the_same() -> None:
    def ping() -> str:
        """Answer."""
        return "pong"

    made = tool(ping)
    assert made.schema == {"type": "object", "properties": {}, "additionalProperties": False}
    assert made.read("") == made.read("{}") == ({}, {})


def test_the_three_shapes_are_the_vendors_own() -> None:
    from anthropic.types import ToolParam
    from openai.types.chat import ChatCompletionFunctionToolParam
    from openai.types.responses import FunctionToolParam
    from pydantic import TypeAdapter

    shapes: list[tuple[Any, dict[str, Any]]] = [
        (ChatCompletionFunctionToolParam, BOOK.chat),
        (FunctionToolParam, BOOK.responses),
        (ToolParam, BOOK.messages),
    ]
    for shape, made in shapes:
        assert TypeAdapter(shape).validate_python(made)
    assert (
        BOOK.chat["function"]["parameters"] == BOOK.responses["parameters"] == BOOK.messages["input_schema"]
    )


def test_a_bound_method_is_a_tool_without_its_self() -> None:
    class Shop:
        def close(self, day: int) -> str:
            """Close."""
            return str(day)

    assert list(tool(Shop().close).schema["properties"]) == ["day"]


def test_arguments_come_as_the_types_the_function_wants() -> None:
    given, plain = BOOK.read(
        '{"hotel": "Ritz", "day": "2026-11-23", "where": {"city": "Rome", "zip": "00100"}}'
    )
    assert (given["day"], given["where"]) == (date(2026, 11, 23), Address(city="Rome", zip="00100"))
    assert plain == {
        "hotel": "Ritz",
        "day": "2026-11-23",
        "room": "single",
        "nights": 1,
        "schema": None,
        "where": {"city": "Rome", "zip": "00100"},
    }
    assert book(**given).startswith("Ritz 23.11. single 1")


def test_two_ways_to_say_the_same_have_the_same_plain_arguments() -> None:
    short = BOOK.read({"day": date(2026, 11, 23), "hotel": "Ritz"})[1]
    long = BOOK.read('{"hotel": "Ritz", "day": "2026-11-23", "nights": "1", "room": "single"}')[1]
    assert short == long


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ('{"hotel": "Ritz", "day":', "not JSON"),
        ("Ritz", "not JSON"),
        ("[1, 2]", "are list, not a JSON object"),
        ("null", "are NoneType, not a JSON object"),
        ('{"hotel": "Ritz"}', "day: Field required"),
        ('{"hotel": 12, "day": "2026-11-23"}', "hotel: Input should be a valid string (got '12')"),
        ('{"hotel": "Ritz", "day": "soon"}', "day: Input should be a valid date"),
        ('{"hotel": "R", "day": "2026-11-23", "room": "suite"}', "'single' or 'double'"),
        ('{"hotel": "R", "day": "2026-11-23", "nights": 0}', "nights: Input should be greater than"),
        ('{"hotel": "R", "day": "2026-11-23", "town": "Rome"}', "town: Extra inputs are not permitted"),
        ('{"hotel": "R", "day": "2026-11-23", "where": {"city": "Rome"}}', "where.zip: Field required"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_what_does_not_fit_is_told_in_a_sentence_with_what_is_wanted(sent: str, said: str) -> None:
    with pytest.raises(BadArguments) as raised:
        BOOK.read(sent)
    assert said in str(raised.value)
    assert 'book takes: hotel (string), day (string), room (one of "single", "double", optional)' in str(
        raised.value
    )


def test_a_function_that_cannot_be_told_is_refused_when_the_tool_is_made() -> None:
    def untyped(order, n: int = 1) -> None: ...  # type: ignore[no-untyped-def]

    def starred(*orders: str) -> None: ...

    with pytest.raises(TypeError, match="untyped: give the parameter 'order' a type"):
        tool(untyped)

    async def later(n: int) -> None: ...

    with pytest.raises(TypeError, match="later is async"):
        tool(later)
    with pytest.raises(TypeError, match="starred: a tool takes arguments by name"):
        tool(starred)
