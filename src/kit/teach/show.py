"""A graded class in the terminal: exercises, hardest checks, what could not be graded, where files lie."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from kit.learn.jail import explain
from kit.teach.copies import Copy
from kit.teach.overview import Exercise, overview
from kit.teach.results import ClassGrades
from kit.teach.shown import fit, many

_BLOCKS = "▁▂▃▄▅▆▇█"
_HARDEST, _REFUSED, _NOTES = 3, 5, 8


def show(
    grades: ClassGrades,
    written: Sequence[Path] = (),
    *,
    notes: Sequence[str] = (),
    copies: Sequence[Copy] | None = None,
    console: Console | None = None,
) -> None:
    """Print the summary of a class.

    Args:
        grades: what to show.
        written: files that were written, the page first.
        notes: more sentences (how the class fits the roster).
        copies: near-copies; None if they were not looked for.
        console: where to print; a new one to standard output if None.
    """
    console = console or Console(highlight=False, emoji=False)
    seen = overview(grades)
    title = f"{many(len(grades.learners), 'learner')}, {many(len(grades.results), 'submission')}"
    console.print(_exercises(seen.exercises, title))
    for one in [check for check in seen.checks if check.passed.value < 1][:_HARDEST]:
        text, n = one.messages[0]
        common = f"; most often ({n}×): {text}"
        line = f"hardest: {one.exercise} {one.check} is passed by {one.passed!r}{common}"
        console.print(escape(line))
    for result in seen.refused[:_REFUSED]:
        why = _said(" ".join(result.notes), 160)
        console.print(f"[red]×[/] {escape(_said(result.file, 80))}: {escape(why)}")
    if (left := len(seen.refused) - _REFUSED) > 0:
        console.print(f"[red]×[/] and {left} more that could not be graded; report.html has all.")
    sentences = [explain(grades.missing_walls), *notes, *grades.notes]
    if copies:
        sentences.insert(
            1, f"{many(len(copies), 'pair')} of similar answers: information, not a verdict; see report.html."
        )
    sentences = [sentence for sentence in sentences if sentence]
    if len(sentences) > _NOTES:
        sentences = [*sentences[:_NOTES], f"{len(sentences) - _NOTES} more notes are in report.html."]
    for note in sentences:
        console.print(f"[yellow]![/] {escape(_said(note, 400))}")
    if written:
        console.print(
            f"Look: {escape(str(written[0]))} ({len(written) - 1} more files beside it)", soft_wrap=True
        )


def blocks(one: Exercise) -> str:
    """The histogram as a line of blocks, from 0 points to the most; a bin with nobody in it is a dot."""
    bins = [n for _, n in one.histogram()]
    most = max(bins) or 1
    return "".join(_BLOCKS[min(7, (8 * n - 1) // most)] if n else "·" for n in bins)


def _exercises(exercises: Sequence[Exercise], title: str) -> Table:
    table = Table(title=title, title_justify="left")
    for head in ("exercise", "n", "median", "from 0 to all", "share passing every check"):
        table.add_column(head, justify="right" if head in ("n", "median") else "left")
    for one in exercises:
        middle = f"{one.median} of {one.possible:g}" if one.points else ""
        refused = f" +{one.refused}[red]×[/]" if one.refused else ""
        cells = (escape(one.slug), f"{len(one.points)}{refused}", middle, blocks(one), f"{one.passed or ''}")
        table.add_row(*cells)
    return table


def _said(text: str, most: int) -> str:
    return fit(text, most, line=True)
