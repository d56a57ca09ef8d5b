"""Scorers: plain functions that say how good an answer is. Write your own; these are the usual ones.

A scorer takes the answer and the `Case` and returns True or False, a number, or a `Score` that also says why.
A scorer is an instrument and errs like one: test it on right answers in several wordings *and* on wrong ones
that look right, before you believe a rate it made. Left out: fuzzy and embedding distances, and scorers that
are models (lesson 08).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kit.measure.cases import Case, as_text, plain
from kit.measure.samples import tidy

Scorer = Callable[[Any, Case], Any]


@dataclass(frozen=True)
class Score:
    """What a scorer found.

    Attributes:
        value: True or False, or a number where more is better; None if the scorer itself failed.
        why: a few words for the person who reads the case.
    """

    value: bool | float | None
    why: str = ""


def exact(answer: Any, case: Case) -> Score:
    """Right if the answer is the expected one; case, outer marks and spaces aside.

    Data (a dict, a number) is compared as it is. One-sided: a right answer in other words is wrong here.
    """
    if isinstance(answer, str) and isinstance(case.expected, str):
        right = tidy(answer) == tidy(case.expected)
    else:
        right = plain(answer) == plain(case.expected)
    return Score(right, "" if right else f"is not {as_text(case.expected)}")


def contains(answer: Any, case: Case) -> Score:
    """Right if the expected text occurs in the answer as whole words, in capitals or not.

    Generous: "return or exchange" and "not a return" both contain "return". See `one_of`.
    """
    right = bool(_words(str(case.expected)).search(as_text(answer)))
    return Score(right, "" if right else f"does not contain {case.expected}")


def one_of(labels: Iterable[str]) -> Scorer:
    """A grader for answers that must name one of `labels`: right if they name the expected one and no other.

    A hedge ("return or exchange") names two and is wrong; an answer that names none is wrong; `why` says
    which. Where one label is part of another ("change", "change item"), the longer one counts. It does not
    understand "not a return".

    Raises:
        ValueError: no label; at scoring time, an expected label that is none of them.
    """
    known = {_key(label): label for label in labels}
    if not known:
        raise ValueError("one_of needs at least one label.")
    longest = sorted(known, key=len, reverse=True)
    pattern = re.compile("|".join(_words(label).pattern for label in longest), re.IGNORECASE)

    def one_of(answer: Any, case: Case) -> Score:
        if _key(str(case.expected)) not in known:
            raise ValueError(f"case {case.id} expects {case.expected!r}, which is none of the labels.")
        named = list(dict.fromkeys(_key(found) for found in pattern.findall(as_text(answer))))
        if len(named) == 1:
            return Score(named[0] == _key(str(case.expected)), f"names {known[named[0]]}")
        return Score(False, f"hedges: {', '.join(known[name] for name in named)}" if named else "no label")

    return one_of


def matches(pattern: str) -> Scorer:
    """Right if the regular expression occurs in the answer (case ignored): for a form, not for a truth.

    Raises:
        re.error: no valid pattern.
    """
    compiled = re.compile(pattern, re.IGNORECASE)

    def matches(answer: Any, case: Case) -> Score:
        right = bool(compiled.search(as_text(answer)))
        return Score(right, "" if right else f"no match of {pattern}")

    return matches


def close(tol: float) -> Scorer:
    """Right if the one number in the answer lies within `tol` (absolute) of the expected number.

    Reads "$1,234.50". An answer with no number, or with two different ones, is wrong.
    """

    def close(answer: Any, case: Case) -> Score:
        found = re.findall(
            r"-?(?<![\w.])\d[\d,]*(?:\.\d+)?(?:e[+-]?\d+)?|-?\.\d+", as_text(answer), re.IGNORECASE
        )
        numbers = list(dict.fromkeys(float(text.replace(",", "")) for text in found))
        if len(numbers) != 1:
            return Score(False, f"numbers: {', '.join(map('{:g}'.format, numbers)) or 'none'}")
        return Score(abs(numbers[0] - float(case.expected)) <= tol, f"says {numbers[0]:g}")

    return close


def named(scorers: Scorer | Iterable[Scorer] | Mapping[str, Scorer]) -> dict[str, Scorer]:
    """Scorers by their names: those of a mapping, else the functions' own.

    Raises:
        ValueError: none, or two of one name.
        TypeError: something that cannot be called.
    """
    if isinstance(scorers, Mapping):
        pairs = [(str(name), scorer) for name, scorer in scorers.items()]
    else:
        several = [scorers] if callable(scorers) else list(scorers)
        pairs = [(getattr(scorer, "__name__", type(scorer).__name__), scorer) for scorer in several]
    for name, scorer in pairs:
        if not callable(scorer):
            raise TypeError(f"scorer {name!r} is no function; a scorer is called with (answer, case).")
    if len(dict(pairs)) < len(pairs) or not pairs:
        names = ", ".join(name for name, _ in pairs) or "none"
        raise ValueError(f"scorers need names of their own, got: {names}; pass {{'name': scorer}}.")
    return dict(pairs)


def applied(scorer: Scorer, answer: Any, case: Case) -> Score:
    """What a scorer says of one answer, as a `Score`.

    Raises:
        TypeError: it said something else than True, False, a number or a Score.
    """
    said = scorer(answer, case)
    score = said if isinstance(said, Score) else Score(said)
    value = plain(score.value)  # numpy's True is no bool
    if not isinstance(value, bool | int | float):
        name = getattr(scorer, "__name__", "the scorer")
        raise TypeError(
            f"{name} returned {value!r} for case {case.id}; True, False, a number or a Score fits."
        )
    return Score(value, score.why)


def _key(label: str) -> str:
    """A label as it is compared: "Change-Item." is "change item"."""
    return tidy(re.sub(r"[\s_-]+", " ", label))


def _words(text: str) -> re.Pattern[str]:
    """`text` as whole words, any white space or hyphen between them."""
    inner = r"[\s_-]+".join(re.escape(word) for word in text.split())
    return re.compile(rf"(?<!\w){inner}(?!\w)", re.IGNORECASE)
