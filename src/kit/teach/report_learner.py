"""A learner's part of the class page: a fold, and in it each exercise with what every failing check says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from kit.learn.verdict import Verdict
from kit.teach.overview import Overview
from kit.teach.results import GRADED, ClassGrades, Result
from kit.teach.shown import earned, fit, number

_PAGE, _LEAST, _MOST = 16_000_000, 200, 2000  # characters: of all texts, of one in a large and a small class
_NOTES = 8
_MARKS = re.compile(r"`([^`\n]+)`|(?<![\w*])\*(\w(?:[^*`\n]*\w)?)\*(?![\w*])")
_ABSENT = re.compile(r"`(\w+)` (?:does not exist|is not written yet)")
_UNKNOWN = re.compile(r"NameError: name '(\w+)' is not defined")


def text_limit(grades: ClassGrades) -> int:
    """Characters that one text may have, so that the page of a large class stays one to use."""
    texts = sum(3 * (not v.passed) for result in grades.results for v in result.verdicts)
    return max(_LEAST, min(_MOST, _PAGE // max(1, texts)))


def bdi(text: str, most: int = 200) -> str:
    """A stranger's words on one line, escaped, kept from turning the line around."""
    return f"<bdi>{escape(fit(text, most, line=True))}</bdi>"


def marked(text: str, most: int = 200) -> str:
    """A sentence as HTML, escaped: what stands between backticks as code, between stars as emphasis."""
    return _MARKS.sub(
        lambda found: f"<code>{found[1]}</code>" if found[1] else f"<em>{found[2]}</em>",
        f"<bdi>{escape(fit(text, most))}</bdi>",
    )


def learner_html(learner: str, results: Sequence[Result], place: str, seen: Overview, most: int) -> str:
    """The fold of a learner.

    Args:
        learner: whose.
        results: everything handed in, the one that counts first for each exercise.
        place: what links on the page lead to.
        seen: says which results count.
        most: characters that one text may have.
    """
    counted = [r for r in results if seen.counting.get((r.learner, r.exercise)) is r]
    graded = [r for r in counted if r.state == GRADED]
    got = earned(sum(r.points for r in graded), sum(r.possible for r in graded))
    total = f"{got} in {len(graded)} graded" if graded else "nothing that could be graded"
    parts = "".join(_result(r, bool(r.exercise) and r not in counted, most) for r in results)
    return (
        f'<details><summary>{bdi(learner, 120)} <span class="dim">{total}</span></summary>'
        f'<div class="one" id="{place}">{parts}</div></details>\n'
    )


def _result(result: Result, twice: bool, most: int) -> str:
    got = earned(result.points, result.possible) if result.state == GRADED else "could not be graded"
    twice_too = '<span class="x">does not count: another file does</span>' if twice else ""
    notes = "".join(f'<p class="t">{marked(note, most)}</p>' for note in result.notes[:_NOTES])
    left = len(result.notes) - _NOTES
    notes += f"<p>… and {left} more notes, in grades.json.</p>" if left > 0 else ""
    failed = "".join(_verdict(v, _cause(v, result), most) for v in result.verdicts if not v.passed)
    passed = [f"{escape(v.check)} {number(v.points)}" for v in result.verdicts if v.passed]
    good = f'<div><span class="ok">✓</span> {", ".join(passed)}</div>' if passed else ""
    title = escape(fit(result.exercise, 80, line=True)) or "which exercise is not known"
    return (
        f"<h3>{title}: {got} {twice_too}</h3>"
        f'<div class="dim">{bdi(result.file, 240)}</div>{notes}{failed}{good}'
    )


def _cause(verdict: Verdict, result: Result) -> str:
    """The earlier check whose missing answer this one needs, too; "" if there is none."""
    wanted = _ABSENT.match(verdict.message) or _UNKNOWN.match(verdict.got)
    for other in result.verdicts if wanted else ():
        absent = _ABSENT.match(other.message)
        if absent and wanted and absent[1] == wanted[1]:
            return other.check if other is not verdict else ""
    return ""


def _verdict(verdict: Verdict, cause: str, most: int) -> str:
    rows = "".join(
        f"<dt>{label}<dd>{marked(text, most) if label == 'look at' else escape(fit(text, most))}"
        for label, text in verdict.rows()
        if label != "hint"
    )
    message = f'<div class="t">{marked(verdict.message, most)}</div>' if verdict.message else ""
    follows = f' <span class="dim">follows from {escape(cause)}</span>' if cause else ""
    kind = "" if verdict.state == "fail" else " m"
    details = f"<dl>{rows}</dl>" if rows else ""
    return f'<div class="c{kind}"><b>{escape(verdict.title())}</b>{follows}{message}{details}</div>'
