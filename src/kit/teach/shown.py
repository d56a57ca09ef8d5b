"""What a stranger wrote, made fit for a page, a terminal, a spreadsheet and XML.

Every text that comes from a submission (names of files and learners, messages, values that were got) goes
through `fit` before it is written anywhere: cut to a sane length, and whatever cannot be seen (NUL, halves of
characters, marks that turn the direction of writing) shown as its code. Pages escape it on top of that.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from kit.learn.verdict import Verdict, points
from kit.measure.seen import seen

LONG = 2000  # characters of one text in a file
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
_INSIDE = re.compile(r"(?<=[;\t\r\n])(?=\s*[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"-?[\d.,]*%?")


def fit(text: str, most: int = LONG, *, line: bool = False) -> str:
    """A text cut to `most` characters, with all that cannot be seen as its code.

    Args:
        text: anything.
        most: characters to keep; how many more there were is said.
        line: on one line.
    """
    cut = text[:most] + (f"… ({len(text) - most:,} more characters)" if len(text) > most else "")
    return seen(" ".join(cut.split()) if line else cut, "" if line else "\n\t")


def guarded(text: str) -> str:
    """A spreadsheet's cell that is no formula: one that would begin as a formula gets a leading '.

    So does what would begin one where a spreadsheet splits lines at semicolons (a German Excel does) or tabs.
    """
    text = _INSIDE.sub("'", text)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], most: int = LONG) -> str:
    """CSV text with each cell fit (to `most` characters) and guarded."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([guarded(fit(str(cell), most)) for cell in row] for row in (heads, *rows))
    return out.getvalue()


def number(value: float) -> str:
    """Points as a gradebook takes them: two decimals at most, none that says nothing."""
    return f"{round(value, 2):.12g}"


def rows_of(verdict: Verdict) -> list[tuple[str, str]]:
    """The labelled lines of a verdict, for a reader who is not the learner: the hint is a command."""
    command = f"kit hint {verdict.exercise[:2]} {verdict.check}"
    return [(label, command if label == "hint" else text) for label, text in verdict.rows()]


def told(verdict: Verdict) -> str:
    """A verdict as plain text, for a gradebook's comment: message, then labelled lines."""
    lines = [fit(verdict.message, 600)] if verdict.message else []
    return "\n".join([*lines, *(f"{label}: {fit(text, 600)}" for label, text in rows_of(verdict))])


def many(n: int, what: str) -> str:
    """As in "1 learner", "1,200 learners"."""
    return f"{n:,} {what}" + ("" if n == 1 else "s")


def earned(got: float, possible: float) -> str:
    """As in "7 of 10 points"."""
    return f"{number(got)} of {points(possible)}"
