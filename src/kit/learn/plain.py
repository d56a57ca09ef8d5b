"""Plain data: what may cross between a learner's code and a check, and nothing else.

`plain(x)` copies a value into None, bool, int, float, str, list and dict. The notebook and the grader use
this one function, so a check sees the same thing in both. `dumps`/`loads` put plain data on a wire as JSON
(never pickle), keeping dict keys that JSON would turn into text.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections import UserList, deque
from collections.abc import ItemsView, KeysView, Mapping, Set, ValuesView
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from pathlib import PurePath
from types import FunctionType, GeneratorType
from typing import Any

MOST_ITEMS = 1_000_000
DEEPEST = 60
_LISTS = (list, tuple, deque, UserList, GeneratorType, range, map, filter, zip, enumerate, reversed)
_VIEWS = (KeysView, ValuesView, ItemsView)  # of a dict: sets by their type, but they keep an order
_UNPRINTABLE = dict.fromkeys(  # controls but tab and line end, halves of pairs, what XML has not
    (*range(9), *range(11, 32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd"
)


class NotPlain(TypeError):
    """A value that does not cross: the message completes the sentence "... returned"."""


def plain(value: Any) -> Any:
    """A deep plain copy of `value`.

    Tuples, generators and views of a dict become lists, sets sorted lists, numpy scalars and arrays,
    `Decimal` and `Fraction` numbers, enums their value, dataclasses and pydantic models dicts, dates and
    paths text.

    Raises:
        NotPlain: bytes, functions, other objects, more than a million items, or nesting beyond 60 levels.
    """
    return _copy(value, 0, [MOST_ITEMS])


def _copy(x: Any, depth: int, left: list[int]) -> Any:
    left[0] -= 1
    if left[0] < 0:
        raise NotPlain(f"more than {MOST_ITEMS:,} items; return less")
    if depth > DEEPEST:
        raise NotPlain(f"data nested deeper than {DEEPEST} levels; does it contain itself?")
    kind = type(x)
    if kind is str or kind is float or kind is bool or x is None:  # most of what there is, and the same below
        return x
    if kind is list:
        return [_copy(v, depth + 1, left) for v in x]
    if x is Ellipsis or x is NotImplemented:
        return x
    if isinstance(x, Enum):
        return _copy(x.value, depth + 1, left)
    if isinstance(x, str):
        return str.__str__(x)
    if isinstance(x, int):
        if int.bit_length(x) > 10_000:
            raise NotPlain("a whole number of more than 3,000 digits")
        return int.__int__(x)
    if isinstance(x, float):
        return float.__float__(x)
    if isinstance(x, Decimal | Fraction):
        return float(x)
    if isinstance(x, timedelta):
        return x.total_seconds()
    if isinstance(x, date | time):
        return x.isoformat()
    if isinstance(x, PurePath):
        return x.as_posix()
    if isinstance(x, bytes | bytearray | memoryview):
        raise NotPlain("bytes; decode them to text first, as in `data.decode()`")
    if dataclasses.is_dataclass(x) and not isinstance(x, type):
        return {f.name: _copy(getattr(x, f.name), depth + 1, left) for f in dataclasses.fields(x)}
    if isinstance(x, Mapping):
        return {_key(k): _copy(v, depth + 1, left) for k, v in x.items()}
    if isinstance(x, _LISTS + _VIEWS):
        return [_copy(v, depth + 1, left) for v in x]
    if isinstance(x, Set):
        return sorted((_copy(v, depth + 1, left) for v in x), key=_order)
    return _copy_other(x, depth, left)


def _copy_other(x: Any, depth: int, left: list[int]) -> Any:
    kind = type(x)
    if not isinstance(x, type):
        if kind.__module__.startswith("numpy") and hasattr(kind, "tolist"):
            return _copy(x.tolist(), depth + 1, left)
        if hasattr(kind, "model_fields") and hasattr(kind, "model_dump"):
            return _copy(x.model_dump(mode="python"), depth + 1, left)
        if hasattr(kind, "to_dict") and kind.__module__.startswith("pandas"):
            return _copy(x.to_dict(), depth + 1, left)
        if hasattr(kind, "__next__"):
            return [_copy(v, depth + 1, left) for v in x]
        if hasattr(kind, "keys") and hasattr(kind, "__getitem__"):
            return _copy(dict(x), depth + 1, left)
    if isinstance(x, FunctionType) or callable(x):
        name = getattr(x, "__name__", kind.__name__)
        raise NotPlain(f"the function or class `{name}` itself; was it meant to be called, `{name}(...)`?")
    raise NotPlain(f"a {kind.__name__} object; plain data is wanted (number, text, list, dict, or None)")


def _key(k: Any) -> Any:
    if isinstance(k, tuple):
        return tuple(_key(part) for part in k)
    k = _copy(k, 0, [1000])
    if not isinstance(k, str | int | float | bool | None):
        raise NotPlain(f"a dict with a {type(k).__name__} as key; use text or numbers as keys")
    return k


def _order(x: Any) -> tuple[str, Any, str]:
    number = isinstance(x, int | float)
    return ("" if number else type(x).__name__, x if number else 0, "" if number else str(x))


def dumps(value: Any) -> str:
    """Plain data as one line of JSON text (NaN and infinities allowed; non-text dict keys kept)."""
    return json.dumps(_wrap(value), ensure_ascii=True, separators=(",", ":"))


def loads(text: str) -> Any:
    """The plain data that `dumps` wrote.

    Raises:
        ValueError: not such text.
    """
    try:
        return _unwrap(json.loads(text))
    except (RecursionError, KeyError, TypeError) as error:
        raise ValueError(f"not plain data: {error}") from None


def _wrap(x: Any) -> Any:
    if x is Ellipsis or x is NotImplemented:
        return {"$": "..."}
    if isinstance(x, tuple):
        return {"$": "tuple", "items": [_wrap(v) for v in x]}
    if isinstance(x, list):
        return [_wrap(v) for v in x]
    if isinstance(x, dict):
        if all(isinstance(k, str) for k in x) and "$" not in x:
            return {k: _wrap(v) for k, v in x.items()}
        return {"$": "dict", "items": [[_wrap(k), _wrap(v)] for k, v in x.items()]}
    return x


def _unwrap(x: Any) -> Any:
    if isinstance(x, list):
        return [_unwrap(v) for v in x]
    if not isinstance(x, dict):
        return x
    if x.get("$") == "...":
        return Ellipsis
    if x.get("$") == "tuple":
        return tuple(_unwrap(v) for v in x["items"])
    if x.get("$") == "dict":
        return {_unwrap(k): _unwrap(v) for k, v in x["items"]}
    return {k: _unwrap(v) for k, v in x.items()}


def printable(text: str, most: int = 4000) -> str:
    """Text that terminals, XML and UTF-8 can hold: cut to `most`, with marks for what they cannot."""
    cut = text if len(text) <= most else text[: most - 4] + " ..."
    return cut.translate(_UNPRINTABLE)


def show(value: Any, most: int = 300) -> str:
    """A value as a person reads it in a verdict: its repr, floats to 10 digits, cut to `most` characters."""
    text = _repr(value, 0)
    return text if len(text) <= most else text[: most - 20] + f" ... ({len(text)} characters)"


def _repr(x: Any, depth: int) -> str:
    if isinstance(x, float):
        return repr(x) if not math.isfinite(x) or x == int(x) else f"{x:.10g}"
    if isinstance(x, list) and depth < 6:
        return "[" + ", ".join(_repr(v, depth + 1) for v in x[:60]) + (", ..." if len(x) > 60 else "") + "]"
    if isinstance(x, dict) and depth < 6:
        return "{" + ", ".join(f"{k!r}: {_repr(v, depth + 1)}" for k, v in list(x.items())[:60]) + "}"
    return repr(x)
