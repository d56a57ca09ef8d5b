"""The parts of a class page that speak of exercises, checks and pairs, each a piece of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from kit.measure.drawing import BLUE, interval_svg
from kit.measure.rate import Rate
from kit.teach.copies import LEAST, SHARE, Copy
from kit.teach.overview import Check, Exercise
from kit.teach.report_learner import bdi, marked
from kit.teach.shown import fit, many, number

_HARDEST, _PAIRS = 12, 100


def exercises_html(exercises: Sequence[Exercise]) -> str:
    """Each exercise: n, median, histogram of points, share passing with its interval."""
    if not exercises:
        return "<h2>Exercises</h2><p>Nothing was handed in.</p>"
    heads = ("exercise", "n graded", "median", "learners by points", "pass every check, 0 to 1")
    rows = (
        (
            f"{escape(one.slug)}{_refused_too(one.refused)}",
            str(len(one.points)),
            f"{one.median} of {number(one.possible)}" if one.points else "",
            histogram_svg(one),
            _share(one.passed) if one.passed else "",
        )
        for one in exercises
    )
    return f"<h2>Exercises</h2>{table(heads, rows)}"


def _share(rate: Rate) -> str:
    return f'{interval_svg(rate, width=150)}<div class="one-line">{rate!r}</div>'


def _refused_too(n: int) -> str:
    return f'<br><span class="x">{n} could not be graded</span>' if n else ""


def histogram_svg(one: Exercise, width: int = 170, height: int = 44) -> str:
    """How many earned how many points: bars from 0 to the most there are, the highest labelled with its n."""
    bins = one.histogram()
    most = max(n for _, n in bins) or 1
    wide, floor, top = width / len(bins), height - 12, 11
    told = "; ".join(f"{name}: {n}" for name, n in bins if n)
    parts = [f"<title>{escape(told)} (points: learners)</title>"]
    for place, (_, n) in enumerate(bins):
        tall = (floor - top) * n / most
        bar = f'x="{place * wide + 1:.1f}" y="{floor - tall:.1f}" width="{wide - 2:.1f}" height="{tall:.1f}"'
        parts.append(f'<rect {bar} fill="{BLUE}"/>' * (n > 0))
    tallest = max(range(len(bins)), key=lambda place: bins[place][1])
    middle = min(max(tallest * wide + wide / 2, 8), width - 8)
    label = 'font-size="10" fill="currentColor" opacity=".75"'
    if one.points:
        parts.append(f'<text x="{middle:.1f}" y="{top - 2}" text-anchor="middle" {label}>{most}</text>')
    parts.append(f'<path d="M0 {floor + 0.5}H{width}" stroke="currentColor" opacity=".5"/>')
    parts.append(f'<text x="0" y="{height - 2}" {label}>0</text>')
    end = f'x="{width}" y="{height - 2}" text-anchor="end"'
    parts.append(f"<text {end} {label}>{number(one.possible)}</text>")
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg {size} role="img">{"".join(parts)}</svg>'


def hardest_html(checks: Sequence[Check]) -> str:
    """The checks, hardest first, the later ones folded away."""
    if not checks:
        return ""
    heads = ("check", "pass it, 0 to 1", "commonest messages")
    rows = [
        (
            f'{escape(one.check)}<br><span class="dim one-line">{escape(one.exercise)}</span>',
            _share(one.passed),
            "".join(f'<div class="said">{n} × {marked(text)}</div>' for text, n in one.messages),
        )
        for one in checks
    ]
    rest = (
        f"<details><summary>{many(len(rows) - _HARDEST, 'other check')}</summary>" if rows[_HARDEST:] else ""
    )
    rest += f"{table(heads, rows[_HARDEST:])}</details>" if rest else ""
    return f"<h2>Hardest checks</h2>{table(heads, rows[:_HARDEST])}{rest}"


def copies_html(copies: Sequence[Copy] | None, places: Mapping[str, str]) -> str:
    """Pairs of similar answers, each a fold with both sides; "" if they were not looked for."""
    if copies is None:
        return ""
    title = "<h2>Similar answers: information, not a verdict</h2>"
    if not copies:
        return f"{title}<p>No two learners share half of their own code of an exercise.</p>"
    about = (
        f"Pairs of whom one shares at least {SHARE:.0%} of their own passages with the other; names, "
        "comments and layout are left aside. Code that was handed out does not count, and answers with fewer "
        f"than {LEAST} own passages are left out. Two who worked together, asked the same assistant or found "
        "the same page look like this too. Read both sides before you speak with anybody."
    )
    left = len(copies) - _PAIRS
    more = f"<p>{many(left, 'more pair')} in near_copies.csv.</p>" if left > 0 else ""
    return f"{title}<p>{about}</p>{''.join(_pair(copy, places) for copy in copies[:_PAIRS])}{more}"


def _pair(copy: Copy, places: Mapping[str, str]) -> str:
    who = (
        (copy.first, copy.share_first, copy.lines_first, copy.text_first),
        (copy.second, copy.share_second, copy.lines_second, copy.text_second),
    )
    names = " and ".join(bdi(name, 60) for name, *_ in who)
    share = (
        "identical but for names" if copy.identical else f"{copy.share_first:.0%} and {copy.share_second:.0%}"
    )
    sides = "".join(
        f'<div><a href="#{places.get(name, "")}">{bdi(name, 60)}</a> '
        f'<span class="dim">{escape(fit(lines, 300))}</span><pre>{escape(fit(text, 4000))}</pre></div>'
        for name, _, lines, text in who
    )
    return (
        f'<details><summary>{names}: {share} <span class="dim">{escape(copy.exercise)}</span></summary>'
        f'<div class="two">{sides}</div></details>'
    )


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are HTML already; the first of each row is its head."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = ""
    for first, *row in rows:
        cells = (f'<td data-of="{head}">{cell}' for head, cell in zip(heads[1:], row, strict=True))
        body += f'<tr><th scope="row">{first}{"".join(cells)}'
    top = f"<thead><tr>{top}</tr></thead>"
    return f'<div class="wide"><table class="rows">{top}<tbody>{body}</tbody></table></div>'
