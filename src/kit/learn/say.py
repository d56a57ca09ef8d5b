"""The sentences of a failed check: what is the matter, where it lives, what to do. And how things compare."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from kit.learn.plain import show


@dataclass(frozen=True)
class Home:
    """Where a learner's name is written: its answer cell ("answer-price"), and the error it ended with."""

    cell: str = ""
    error: str = ""
    stub: bool = False

    def __str__(self) -> str:
        return f"cell `{self.cell}`" if self.cell else "its cell"


def missing(name: str, home: Home, grading: bool) -> str:
    """For a name that does not exist."""
    if home.stub:
        return unwritten(name, home, grading)
    if not home.cell:
        way = "Run the cells above, in order (menu Run > Run All Above Selected Cell)."
        return f"`{name}` does not exist. " + ("Keep the names that the exercise gives." if grading else way)
    if home.error:
        return f"`{name}` does not exist, because {home} stopped with {home.error}."
    if grading:
        return f"`{name}` does not exist after {home} has run. Write it there, and keep the name."
    return (
        f"`{name}` does not exist yet. Run {home} (Shift+Enter) and keep the name, then run this check again."
    )


def unwritten(name: str, home: Home, grading: bool, dots: bool = False) -> str:
    """For a stub that nobody has filled in."""
    then = "save the notebook and grade again" if grading else "run the cell, then this check again"
    what = "`...`" if dots else "`raise NotImplementedError(...)`"
    return f"`{name}` is not written yet: in {home}, put your answer in place of {what}; {then}."


def failure(
    error: dict[str, Any], asked: str, name: str, home: Home, grading: bool, seconds: float
) -> tuple[str, str]:
    """The sentence, and what to show as "got", for a call that gave no plain value."""
    kind, line = error["kind"], f", in {error['line']}" if error.get("line") else ""
    if kind == "missing":
        return missing(name, home, grading), ""
    if kind == "stub":
        return unwritten(name, home, grading, dots=error["message"] == "..."), ""
    if kind == "unplain":
        verb = "returned" if asked.endswith(")") else "is"
        return f"`{asked}` {verb} {error['message']}.", ""
    if kind == "uncallable":
        return f"`{name}` should be a function (`def {name}(...)`), but {error['message']}.", ""
    if kind == "arity":
        return (
            f"`{asked}` could not be called: {error['message']}. Keep the arguments the exercise gives.",
            "",
        )
    if kind == "slow":
        return f"`{asked}` took more than {seconds:g} seconds and was stopped. Does a loop never end?", ""
    if kind == "interrupted":
        return f"`{asked}` was interrupted{line}. If you stopped it: does a loop never end?", ""
    if kind == "gone":
        return error["message"], ""
    got = f"{error['type']}: {error['message']}" if error["message"] else error["type"]
    return f"`{asked}` raised {error['type']}{line}.", got


def shape(error: BaseException, asked: str) -> str:
    """For a check that tripped over an answer of an unexpected shape."""
    about = f"`{asked}`" if asked else "Your answer"
    detail = f"{type(error).__name__}: {error}"
    return (
        f"{about} has not the shape this check reads ({detail[:200]}). See the docstring for what to return."
    )


def differs(what: str, got: Any, expected: Any) -> str:
    """For two plain values that should be equal, or close."""
    about = f"`{what}`" if what.endswith(")") or what.isidentifier() else what or "What was looked at"
    if got is None and expected is not None:
        question = " Does every way through the function end with `return`?"
        return f"{about} is None." + (question if what.endswith(")") else f" Expected is {kind(expected)}.")
    if kind(got) != kind(expected):
        return f"{about} is {kind(got)}; {kind(expected)} is expected."
    if isinstance(got, list) and len(got) != len(expected):
        return f"{about} has {len(got)} items; {len(expected)} are expected."
    if isinstance(got, list):
        at = next((i for i, (a, b) in enumerate(zip(got, expected, strict=True)) if not same(a, b, 0)), 0)
        return f"{about} differs first at place {at} (counted from 0)."
    if isinstance(got, dict):
        return f"{about} differs in {_keys(got, expected)}."
    return f"{about} is not what is expected."


def _keys(got: dict[Any, Any], expected: dict[Any, Any]) -> str:
    lost = [k for k in expected if k not in got]
    more = [k for k in got if k not in expected]
    if lost or more:
        parts = [
            f"{word} {show(keys, 100)}" for word, keys in (("missing", lost), ("unexpected", more)) if keys
        ]
        return "its keys: " + ", ".join(parts)
    other = [k for k in expected if not same(got[k], expected[k], 0)]
    return f"the value of {show(other[0]) if other else 'some key'}"


def undecided(verdict: str, good: float, bad: float) -> tuple[str, str]:
    """Message and expectation for trials that did not pass."""
    expected = f"right in about {good:.0%} of the trials or more ({bad:.0%} or less fails)"
    if verdict == "fail":
        return "Right too seldom.", expected
    return "Not decided: better than failing, not yet good enough to pass. More trials would tell.", expected


def kind(x: Any) -> str:
    """What a plain value is, in a person's words."""
    if x is None:
        return "None"
    if isinstance(x, bool):
        return "True or False"
    if isinstance(x, int | float):
        return "a number"
    words: dict[Any, str] = {str: "text", list: "a list", dict: "a dict"}
    return words.get(type(x), type(x).__name__)


def same(a: Any, b: Any, tol: float) -> bool:
    """Deep equality of plain data; numbers within `tol`, or 1 part in 10^9. NaN equals NaN."""
    if isinstance(a, int | float) and isinstance(b, int | float):
        if a == b or (a != a and b != b):
            return True
        try:
            return math.isclose(a, b, rel_tol=1e-9, abs_tol=tol or 1e-15)
        except OverflowError:
            return False
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y, tol) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k], tol) for k in a)
    return type(a) is type(b) and bool(a == b)
