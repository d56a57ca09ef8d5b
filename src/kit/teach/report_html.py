"""A class's grades as one page: no script, no network; light, dark, print; same grades, same bytes.

From the top: what to know first, each exercise, the hardest checks, everybody, what was refused, near-copies,
and a fold for each learner with every check (`report_learner`). Whatever comes from a submission is cut, made
visible and escaped. A large class gets shorter texts, so that a page of 300 learners stays one to use.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from string import Template

from kit.learn.jail import explain
from kit.teach.copies import Copy
from kit.teach.overview import Overview, overview
from kit.teach.report_class import copies_html, exercises_html, hardest_html, table
from kit.teach.report_learner import bdi, learner_html, marked, text_limit
from kit.teach.results import GRADED, ClassGrades, Result
from kit.teach.shown import many, number

_NOTES = 50
_EVERY = "Unfold everybody. In print, what is folded is left out and each learner begins a page."
_WALLS = "A submission could have done what they keep out; grade again where they stand to be sure."


def as_html(grades: ClassGrades, *, copies: Sequence[Copy] | None = None, notes: Sequence[str] = ()) -> str:
    """The page of a class.

    Args:
        grades: what to show.
        copies: near-copies; None if they were not looked for.
        notes: more sentences about the class (how it fits the roster).
    Returns:
        A whole HTML document.
    """
    seen = overview(grades)
    places = {learner: f"l{place}" for place, learner in enumerate(grades.learners, 1)}
    parts = [
        _top(grades, notes),
        exercises_html(seen.exercises),
        hardest_html(seen.checks),
        _everybody(grades, seen, places),
        _refused(seen.refused),
        copies_html(copies, places),
        _learners(grades, seen, places),
    ]
    page, style = (Path(__file__).with_name(f"report.{kind}").read_text("utf-8") for kind in ("html", "css"))
    return Template(page).substitute(style=style, body="\n".join(part for part in parts if part))


def _top(grades: ClassGrades, notes: Sequence[str]) -> str:
    handed_in, learners, exercises = len(grades.results), len(grades.learners), len(grades.exercises)
    told = f"{many(handed_in, 'submission')} by {many(learners, 'learner')}, {many(exercises, 'exercise')}"
    walls = explain(grades.missing_walls)
    alert = f'<div class="alert">{escape(walls)} {_WALLS}</div>' if walls else ""
    told_too = [*notes, *grades.notes]
    said = "".join(f"<li>{_note(note)}</li>" for note in told_too[:_NOTES])
    said += f"<li>{len(told_too) - _NOTES} more notes are in grades.json.</li>" if told_too[_NOTES:] else ""
    return (
        f'<h1>Grades</h1><p>{told}. <span class="dim">Cases were drawn with seed {grades.seed}. A share of '
        f"passes stands with its 95 % interval and n.</span></p>{alert}{f'<ul>{said}</ul>' if said else ''}"
    )


def _note(note: str) -> str:
    """A sentence; a long one, of all who are not on a roster say, is a fold."""
    if len(note) <= 600:
        return marked(note, 600)
    return f"<details><summary>{marked(note, 200)}</summary>{marked(note, 100_000)}</details>"


def _everybody(grades: ClassGrades, seen: Overview, places: Mapping[str, str]) -> str:
    if not places:
        return ""
    slugs = grades.exercises
    heads = "".join(
        f'<th scope="col" class="n"><abbr title="{escape(slug)}">{escape(slug.split("_")[0])}</abbr></th>'
        for slug in slugs
    )
    rows = []
    for learner, place in places.items():
        found = [(seen.counting.get((learner, slug)), grades.possible(slug)) for slug in slugs]
        graded = [result.points for result, _ in found if result and result.state == GRADED]
        total = number(sum(graded)) if graded else '<span class="x">×</span>'
        cells = "".join(_cell(*one) for one in found)
        name = f'<th scope="row"><a href="#{place}">{bdi(learner, 80)}</a>'
        rows.append(f'<tr>{name}<td class="n sum">{total}{cells}')
    most = number(sum(map(grades.possible, slugs)))
    legend = f"Points, of {most} in all; a fuller colour is more. · not handed in, × could not be graded."
    return (
        f'<h2>Learners</h2><p class="dim">{legend}</p><div class="wide"><table class="all"><thead><tr>'
        f'<th scope="col">learner<th scope="col" class="n">all{heads}</thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _cell(result: Result | None, possible: float) -> str:
    if result is None:
        return '<td class="n dim">·'
    if result.state != GRADED:
        return '<td class="n x">×'
    shade = round(4 * result.points / possible) if possible else 0
    return f'<td class="n a{shade}">{number(result.points)}'


def _refused(refused: Sequence[Result]) -> str:
    if not refused:
        return ""
    rows = (
        (bdi(r.learner, 80), bdi(r.file, 200), "<br>".join(marked(note, 400) for note in r.notes[:5]))
        for r in refused
    )
    return f"<h2>Could not be graded</h2>{table(('learner', 'file', 'why'), rows)}"


def _learners(grades: ClassGrades, seen: Overview, places: Mapping[str, str]) -> str:
    by_learner: dict[str, list[Result]] = {}
    for result in grades.results:
        by_learner.setdefault(result.learner, []).append(result)
    most = text_limit(grades)
    folds = (learner_html(name, by_learner[name], places[name], seen, most) for name in places)
    every = f'<p class="screen"><label><input type="checkbox" class="every"> {_EVERY}</label></p>'
    return f'<div class="each"><h2>Each learner</h2>{every}{"".join(folds)}</div>' if places else ""
