"""A case: one input with what a good answer is. A list of cases is what an eval asks.

Cases are plain values: make them in a list comprehension over your data. Left out: loaders for files and hubs
(pandas or inspect_ai have them).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Case:
    """One question of an eval.

    Args:
        input: what `solve` is given; text, or plain data (dict, list, a dataclass).
        expected: the right answer, for the scorers; never shown to `solve`.
        id: a name that stays; by default a hash of the input, so that a mended label or note leaves it alone.
        group: cases that hang together (one customer, near copies of one text); a split never parts them,
            and an interval counts them as one.
        tags: words to slice by ("refund", "long").
        note: anything a reader should know.

    Example:
        `Case("I want my money back.", "return").id` is the same in every process.
    """

    input: Any
    expected: Any = None
    id: str = ""
    group: str | None = None
    tags: tuple[str, ...] = ()
    note: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", str(self.id) or digest(self.input))
        object.__setattr__(self, "tags", (self.tags,) if isinstance(self.tags, str) else tuple(self.tags))


def plain(value: Any) -> Any:
    """`value` as JSON has it: dataclasses and pydantic models become dicts, tuples and sets lists.

    What JSON has no word for becomes its text.
    """
    from dataclasses import asdict, is_dataclass

    if value is None or isinstance(value, str | bool | int | float):
        return value
    if hasattr(value, "model_dump"):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {key if isinstance(key, str) else str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=repr)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if hasattr(value, "tolist"):  # numpy's scalars and arrays
        return plain(value.tolist())
    return str(value)


def digest(value: Any) -> str:
    """Ten hex digits that stand for a value in every process and on every machine."""
    text = json.dumps(plain(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]


def checked(cases: Iterable[Case]) -> tuple[Case, ...]:
    """The cases, each id once.

    Raises:
        ValueError: no case, or two of the same id.
        TypeError: something among them is no Case.
    """
    kept: dict[str, Case] = {}
    for case in cases:
        if not isinstance(case, Case):
            raise TypeError(f"evaluate wants Case objects, got {type(case).__name__}; Case(input, expected).")
        if case.id in kept:
            other = kept[case.id]
            labels = (
                f", labelled {other.expected!r} and {case.expected!r}" if case.input == other.input else ""
            )
            raise ValueError(
                f"two cases share the id {case.id!r}{labels}. The same input twice is one case "
                "counted double: drop one, or give each an id of its own."
            )
        kept[case.id] = case
    if not kept:
        raise ValueError("an eval needs at least one case.")
    return tuple(kept.values())


def excerpt(value: Any, width: int = 100) -> str:
    """A value's text on one line, cut to `width` characters."""
    text = value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False)
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def as_text(value: Any) -> str:
    """A value's text whole: strings as they are, data as JSON."""
    return value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False, indent=1)
