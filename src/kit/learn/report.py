"""How a grade and the progress look: in the terminal, as JSON, as JUnit XML."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from kit.learn.verdict import MARKS, points

if TYPE_CHECKING:
    from kit.learn.grade import Grade

_STYLE = {"pass": "green", "fail": "red", "need more": "yellow", "not run": "dim"}
_LONG = 10_000  # characters of one text in XML


def as_json(grade: Grade) -> str:
    """The grade as indented JSON; the same submission and seed give the same text."""
    return json.dumps(grade.as_dict(), indent=2, ensure_ascii=False)


def as_junit(grade: Grade) -> str:
    """The grade as JUnit XML, one test case per check."""
    return junit_text(suite(grade))


def suite(grade: Grade) -> ElementTree.Element:
    """The grade as a suite of JUnit XML."""
    failed = sum(not v.passed for v in grade.verdicts)
    made = ElementTree.Element(
        "testsuite", name=grade.exercise, tests=str(len(grade.verdicts)), failures=str(failed)
    )
    for v in grade.verdicts:
        case = ElementTree.SubElement(made, "testcase", classname=grade.exercise, name=v.check)
        if not v.passed:
            failure = ElementTree.SubElement(case, "failure", message=_xml(v.message), type=v.state)
            failure.text = _xml(repr(v))
    if grade.notes:
        ElementTree.SubElement(made, "system-out").text = _xml("\n".join(grade.notes))
    return made


def junit_text(root: ElementTree.Element) -> str:
    """A suite, or several in one element, as the text of a file."""
    ElementTree.indent(root)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + ElementTree.tostring(root, encoding="unicode") + "\n"


def show(grade: Grade, advice: bool = True) -> None:
    """Print the grade as a table, with what to do next if `advice` is wanted."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(
        title=f"{grade.exercise}: {grade.points:g} of {points(grade.possible)}", title_justify="left"
    )
    table.add_column("check", no_wrap=True)
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("what was seen", overflow="fold")
    for v in grade.verdicts:
        lines = [escape(v.message)] if v.message else []
        lines += [f"[dim]{label}[/dim] {escape(text)}" for label, text in v.rows() if label != "hint"]
        mark = f"[{_STYLE[v.state]}]{MARKS[v.state]} {escape(v.check)}[/]"
        table.add_row(mark, f"{v.points:g}/{v.possible:g}", "\n".join(lines))
    console.print(table)
    for text in grade.notes:
        console.print(f"[yellow]![/yellow] {escape(text)}")
    if advice:
        console.print(escape(next_step(grade)))


def next_step(grade: Grade) -> str:
    """What to do now, in one sentence."""
    number = grade.exercise.split("_")[0]
    todo = [v for v in grade.verdicts if not v.passed]
    if not todo:
        return "All checks pass. On to the next: kit progress"
    where = f"exercises/{grade.exercise}.ipynb"
    if grade.points == 0 and all("not written yet" in v.message for v in todo):
        first = todo[0].check
        return f"Nothing is written yet. Open {where}, begin with {first}, save; kit watch {number} regrades."
    return f"Next: {todo[0].check}, in {where}. A hint: kit hint {number} {todo[0].check}"


def show_progress(rows: list[tuple[str, str, float, bool | None]]) -> None:
    """Print the checks of all exercises with what has been passed."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    table = Table(title="Progress", title_justify="left")
    for heading in ("exercise", "checks", "points"):
        table.add_column(heading, justify="right" if heading == "points" else "left")
    signs = {True: "[green]✓ {}[/]", False: "[red]✗ {}[/]", None: "[dim]· {}[/]"}
    by_exercise: dict[str, list[Any]] = {}
    for slug, check, worth, state in rows:
        by_exercise.setdefault(slug, []).append((check, worth, state))
    for slug, checks in by_exercise.items():
        got, most = sum(w for _, w, s in checks if s), sum(w for _, w, _ in checks)
        table.add_row(slug, "  ".join(signs[s].format(c) for c, _, s in checks), f"{got:g}/{most:g}")
    console.print(table)
    todo = next(((s, c) for s, c, _, state in rows if not state), None)
    if todo:
        console.print(f"Next: {todo[1]} in exercises/{todo[0]}.ipynb")


def _xml(text: str) -> str:
    """Text without what XML cannot hold, and no longer than a reader wants."""
    text = text if len(text) <= _LONG else f"{text[:_LONG]}… ({len(text) - _LONG:,} more characters)"
    return re.sub(r"[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "?", text)
