"""What a learner may return, in whatever shape, arrives at the check as plain data, in its order."""

from __future__ import annotations

from collections import Counter, OrderedDict, UserList, deque
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

import numpy as np
import pytest
from pydantic import BaseModel

from kit.learn.plain import NotPlain, dumps, loads, plain


@dataclass
class Point:
    x: int
    y: tuple[int, ...]


class Person(BaseModel):
    name: str


class Colour(Enum):
    RED = "red"


RANKED = {"late": 3, "early": 1, "middle": 2}


@pytest.mark.parametrize(
    ("value", "copy"),
    [
        (RANKED.keys(), ["late", "early", "middle"]),
        (RANKED.values(), [3, 1, 2]),
        (RANKED.items(), [["late", 3], ["early", 1], ["middle", 2]]),
        (OrderedDict(RANKED).keys(), ["late", "early", "middle"]),
        ({"b", "a"}, ["a", "b"]),
        (frozenset({2, 10, 1}), [1, 2, 10]),
        (deque([2, 1]), [2, 1]),
        (UserList([2, 1]), [2, 1]),
        ((n for n in (2, 1)), [2, 1]),
        (Counter("abb"), {"a": 1, "b": 2}),
        (np.array([[1.5], [2.0]]), [[1.5], [2.0]]),
        (np.float32(0.5), 0.5),
        (np.bool_(True), True),
        (Decimal("0.5"), 0.5),
        (Fraction(1, 4), 0.25),
        (Point(1, (2, 3)), {"x": 1, "y": [2, 3]}),
        (Person(name="Ana"), {"name": "Ana"}),
        (Colour.RED, "red"),
        (PurePosixPath("a/b"), "a/b"),
    ],
    ids=lambda one: type(one).__name__,
)
def test_any_usual_shape_arrives_as_plain_data(value: Any, copy: Any) -> None:
    made = plain(value)
    assert made == copy
    assert type(made) is type(copy)


@pytest.mark.parametrize(
    ("value", "said"),
    [(b"x", "decode"), (len, "meant to be called"), (object(), "object object")],
)
def test_what_is_no_data_is_refused_in_a_sentence(value: Any, said: str) -> None:
    with pytest.raises(NotPlain, match=said):
        plain(value)


def test_a_list_that_holds_itself_is_refused() -> None:
    round_and_round: list[Any] = []
    round_and_round.append(round_and_round)
    with pytest.raises(NotPlain, match="contain itself"):
        plain(round_and_round)


def test_keys_that_json_would_turn_into_text_come_back_as_they_were() -> None:
    value = {1: "one", 0.5: "half", False: "no", None: "none", ("a", 2): "pair"}
    assert loads(dumps(plain(value))) == value
