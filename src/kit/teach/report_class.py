"""The parts of a class page that speak of exercises, checks and pairs, each a piece of HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from kit.measure.drawing import BLUE, interval_svg
from kit.teach.copies import LEAST, SHARE, Copy
from kit.teach.overview import Check, Exercise
from kit.teach.report_learner import bdi
from kit.teach.shown import fit, number

_HARDEST, _PAIRS = 12, 100


def exercises_html(exercises: Sequence[Exercise]) -> str:
    """Each exercise: n, median, histogram of points, share passing with its interval."""
    if not exercises:
        return "<h2>Exercises</h2><p>Nothing was handed in.</p>"
    heads = ("exercise", "n graded", "median", "learners by points", "pass every check, 0 to 1", "")
    rows = (
        (
            f"{escape(one.slug)}{_refused_too(one.refused)}",
            str(len(one.points)),
            f"{one.median} of {number(one.possible)}" if one.points else "",
            histogram_svg(one),
            interval_svg(one.passed, width=150) if one.passed else "",
            f'<span class="one-line">{one.passed!r}</span>' if one.passed else "",
        )
        for one in exercises
    )
    return f"<h2>Exercises</h2>{table(heads, rows)}"


def _refused_too(n: int) -> str:
    return f'<br><span class="x">{n} could not be graded</span>' if n else ""


def histogram_svg(one: Exercise, width: int = 170, height: int = 44) -> str:
    """How many earned how many points: bars from 0 to the most there are, the highest labelled with its n."""
    bins = one.histogram()
    most = max(n for _, n in bins) or 1
    wide, floor, top = width / len(bins), height - 12, 11
    parts = [
        f"<title>{escape('; '.join(f'{name}: {n}' for name, n in bins if n))} (points: learners)</title>"
    ]
    for place, (_, n) in enumerate(bins):
        tall = (floor - top) * n / most
        if n:
            parts.append(
                f'<rect x="{place * wide + 1:.1f}" y="{floor - tall:.1f}" width="{wide - 2:.1f}" '
                f'height="{tall:.1f}" fill="{BLUE}"/>'
            )
    tallest = max(range(len(bins)), key=lambda place: bins[place][1])
    middle = min(max(tallest * wide + wide / 2, 8), width - 8)
    label = 'font-size="10" fill="currentColor" opacity=".75"'
    if one.points:
        parts.append(f'<text x="{middle:.1f}" y="{top - 2}" text-anchor="middle" {label}>{most}</text>')
    parts.append(f'<path d="M0 {floor + 0.5}H{width}" stroke="currentColor" opacity=".5"/>')
    parts.append(f'<text x="0" y="{height - 2}" {label}>0</text>')
    parts.append(
        f'<text x="{width}" y="{height - 2}" text-anchor="end" {label}>{number(one.possible)}</text>'
    )
    size = f'width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
    return f'<svg {size} role="img">{"".join(parts)}</svg>'


def hardest_html(checks: Sequence[Check]) -> str:
    """The checks, hardest first, the later ones folded away."""
    if not checks:
        return ""
    heads = ("check", "pass it, 0 to 1", "", "commonest messages")
    rows = [
        (
            f'{escape(one.check)}<br><span class="dim one-line">{escape(one.exercise)}</span>',
            interval_svg(one.passed, width=150),
            f'<span class="one-line">{one.passed!r}</span>',
            "".join(f"<div>{n} × {bdi(text)}</div>" for text, n in one.messages),
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
    """A table of cells that are HTML already."""
    top = "".join(f'<th scope="col">{head}</th>' for head in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}" for cell in row) for row in rows)
    return f'<div class="wide"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def many(n: int, what: str) -> str:
    """As in "1 learner", "1,200 learners"."""
    return f"{n:,} {what}" + ("" if n == 1 else "s")
