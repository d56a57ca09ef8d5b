"""An eval's answers beside what a person said of them: which to read next, how far the two graders agree."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from kit.measure.cases import as_text, excerpt
from kit.measure.rate import Rate
from kit.ui.display import Html, html, mark, panel, table
from kit.ui.dotplot import dot_rows
from kit.ui.labels import CHOICES, Label, LabelFile

if TYPE_CHECKING:
    from kit.measure.estimate import Estimate
    from kit.measure.report import Report
    from kit.measure.rows import Row

ORDERS = ("worst first", "as asked", "shuffled")
SHOWS = ("all", "not labelled", "labelled", "score: wrong", "score: right", "we disagree")
SIGNS = {"right": "✓", "wrong": "✗", "unclear": "?", "": "·"}
_LISTED = 40  # labelled answers listed in the static twin


@dataclass(frozen=True)
class Reading:
    """A report, one of its scorers, and the labels given so far.

    Attributes:
        report: what was run. Failed calls have no answer to read and are left out.
        labels: the file of labels.
        scorer: the scorer that the labels are compared with.
    """

    report: Report
    labels: LabelFile
    scorer: str

    def rows(self, order: str = ORDERS[0], show: str = SHOWS[0]) -> list[Row]:
        """The answers to read, in one of `ORDERS`, those that fit one of `SHOWS`."""
        rows = [row for row in self.report.worst(None, self.scorer) if not row.error]
        if order != ORDERS[0]:
            rows = [row for row in self.report.rows if not row.error]
        if order == ORDERS[2]:
            random.Random(self.report.name).shuffle(
                rows
            )  # the same order each time, so that it can be resumed
        return [row for row in rows if self._shown(row, show)]

    def _shown(self, row: Row, show: str) -> bool:
        said, scored = self.said(row), self.scored(row)
        return {
            "all": True,
            "not labelled": not said,
            "labelled": bool(said),
            "score: wrong": scored == "wrong",
            "score: right": scored == "right",
            "we disagree": said in CHOICES[:2] and bool(scored) and said != scored,
        }[show]

    def label(self, row: Row) -> Label | None:
        """The label of this very answer, if it has one."""
        return self.labels.get(row.case.id, row.repeat, as_text(row.answer))

    def said(self, row: Row) -> str:
        """ "right", "wrong", "unclear", or "" while there is no label."""
        label = self.label(row)
        return label.label if label else ""

    def scored(self, row: Row) -> str:
        """What the scorer said: "right" (a score of 0.5 or more), "wrong", or "" where it said nothing."""
        score = row.scores.get(self.scorer)
        return "" if score is None or score.value is None else CHOICES[score.value < 0.5]

    def pairs(self) -> list[tuple[str, str]]:
        """(hand label, scorer's) for each answer that both call right or wrong."""
        return [(hand, scored) for _, hand, scored in self._both()]

    def _both(self) -> list[tuple[Row, str, str]]:
        both = [(row, self.said(row), self.scored(row)) for row in self.rows(ORDERS[1])]
        return [found for found in both if found[1] in CHOICES[:2] and found[2]]

    def agreement(self) -> Rate | Estimate | None:
        """Share of answers on which you and the scorer agree; None before the first.

        A `Rate`; where a case has several answers, an `Estimate` with its interval over cases.
        """
        from kit.measure.intervals import clustered

        same: dict[str, list[bool]] = {}
        for row, hand, scored in self._both():
            same.setdefault(row.case.id, []).append(hand == scored)
        if any(len(answers) > 1 for answers in same.values()):
            return clustered(list(same.values()))
        return Rate.of(answer for (answer,) in same.values()) if same else None

    def kappa(self) -> Estimate | None:
        """Agreement beyond luck (`kit.measure.kappa`); None while all that was said is one word."""
        from kit.measure.kappa import kappa

        pairs = self.pairs()
        if len({word for pair in pairs for word in pair}) < 2:
            return None
        return kappa([hand for hand, _ in pairs], [scorer for _, scorer in pairs])

    def card(self, row: Row, score_too: bool) -> Html:
        """One answer, whole: what was asked, what came, and, if wanted or labelled, what the scorer said."""
        case, label = row.case, self.label(row)
        said = self.said(row)
        lines: list[tuple[str, object]] = [("input", as_text(case.input))]
        if case.expected is not None:
            lines.append(("expected", as_text(case.expected)))
        lines.append(("answer", Html(f"<b>{html(as_text(row.answer))}</b>")))
        if row.reply.finish != "stop":
            lines.append(("ended by", row.reply.finish))
        notes = [
            ("tags", ", ".join(case.tags)),
            ("note", case.note),
            ("your note", label.note if label else ""),
        ]
        lines += [(name, text) for name, text in notes if text]
        lines.append(("you", Html(f"<b>{SIGNS[said]}</b> {said or 'not labelled'}")))
        score = row.scores.get(self.scorer)
        if score is not None:
            why = f" {escape(score.why)}" if score.why else ""
            hidden = Html('<span style="opacity:.7">(hidden until you have said what you think)</span>')
            lines.append((self.scorer, Html(f"{mark(score.value)}{why}") if said or score_too else hidden))
        title = f"case {case.id}" + (f", answer {row.repeat + 1}" if self.report.repeats > 1 else "")
        return Html(f'<div style="line-height:1.4">{panel("note", title, lines)}</div>')

    def static(self) -> Html:
        """Labels and agreement so far, and the answers they are about, as plain HTML."""
        rows = self.rows()
        done = [row for row in rows if self.label(row)]
        if not done:
            words = f"{self.report.name}: {len(rows)} answers, none labelled by hand yet."
            return Html(panel("note", words) + "".join(self._folded(row) for row in rows[:5]))
        counts = Counter(self.said(row) or "with a note only" for row in done)
        said = ", ".join(f"{count} {word}" for word, count in counts.most_common())
        head = f"{self.report.name}: {len(done)} of {len(rows)} answers labelled by hand ({said})"
        differ = [row for row in done if self._shown(row, SHOWS[5])]
        listed = (differ + [row for row in done if row not in differ])[:_LISTED]
        more = f"<div>and {len(done) - _LISTED} more</div>" if len(done) > _LISTED else ""
        cards = "".join(self._folded(row) for row in listed)
        cards = f"<div>Labelled answers{', those you disagree on (≠) first' if differ else ''}:</div>{cards}"
        return Html(f"<div>{escape(head)}</div>{self._figures(len(done) < len(rows))}{cards}{more}")

    def _folded(self, row: Row) -> str:
        differ = " <b>≠</b>" if self._shown(row, SHOWS[5]) else ""
        head = f"{SIGNS[self.said(row)]}{differ} {escape(excerpt(row.case.input, 70))} → "
        return (
            f'<details style="margin:2px 0"><summary>{head}{escape(excerpt(row.answer, 40))}</summary>'
            f"{self.card(row, False)}</details>"
        )

    def _figures(self, part: bool) -> str:
        agreed, beyond = self.agreement(), self.kappa()
        if agreed is None:
            return ""
        counts, words = Counter(self.pairs()), CHOICES[:2]
        rows = [(f"you: {hand}", *(counts[hand, scorer] for scorer in words)) for hand in words]
        square = table(("", *(f"{self.scorer}: {scorer}" for scorer in words)), rows)
        figures = dot_rows(
            {"agree": agreed, **({"kappa": beyond} if beyond else {})},
            span=(-1.0 if beyond and beyond.low < 0 else 0.0, 1.0),
            heads=("", "you and the scorer", "with 95 % interval"),
        )
        note = "" if beyond else "<div>Kappa needs both words, right and wrong, in use.</div>"
        if part:
            note += (
                "<div>Not all answers are labelled: this speaks of the others only if those you read were a "
                f"random part ({ORDERS[2]}), not the worst ones.</div>"
            )
        return (
            '<div style="display:flex;flex-wrap:wrap;gap:4px 32px;align-items:flex-start">'
            f"<div>{figures}</div><div>{square}</div></div>{note}"
        )
