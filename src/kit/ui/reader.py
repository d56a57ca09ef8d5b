"""Read an eval's answers one at a time and say, by hand, which are right: the step no score replaces.

Labels go to a file of yours at each click (`kit.ui.labels`), so that nothing is lost and the next kernel goes
on where this one stopped. What the scorer said stays hidden until you have said what you think. Left out:
several readers at once, and labels other than right, wrong and unclear (Label Studio and argilla have both).
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.measure.cases import as_text
from kit.measure.samples import error_sentence
from kit.ui.display import Html, panel
from kit.ui.labels import CHOICES, LabelFile
from kit.ui.reading import ORDERS, SHOWS, SIGNS, Reading
from kit.ui.saved import VIEW

if TYPE_CHECKING:
    from kit.measure.report import Report
    from kit.measure.rows import Row
    from kit.measure.scorers import Scorer


class Reader:
    """The case reader. Made by `read_cases(...)`; show it as the last line of a cell.

    Attributes:
        reading: the `Reading` behind it: `.agreement()`, `.kappa()`, `.pairs()`, `.rows(order, show)`.
        row: the answer that is open; None if none fits what is to be shown.
    """

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.row: Row | None = None
        self._page: Any = None
        self._loading = False
        self._build()
        rows = self._rows()
        self.row = next((row for row in rows if not reading.label(row)), rows[0] if rows else None)
        self._draw()

    def _build(self) -> None:
        import ipywidgets as w

        thin = {"description_width": "auto"}
        wrap = w.Layout(flex_flow="row wrap", align_items="center")
        self._order = w.Dropdown(
            options=ORDERS, description="order", style=thin, layout=w.Layout(width="170px")
        )
        self._show = w.Dropdown(options=SHOWS, description="show", style=thin, layout=w.Layout(width="180px"))
        self._peek = w.Checkbox(
            value=False, description="show the score first", indent=False, layout=w.Layout(width="170px"),
            tooltip="Better not: who has seen the score agrees with it more often",
        )  # fmt: skip
        self._back = w.Button(description="◀ Previous", layout=w.Layout(width="110px"))
        self._next = w.Button(description="Next ▶", layout=w.Layout(width="110px"))
        self._where = w.HTML(layout=w.Layout(margin="0 8px"))
        self._note = w.Text(
            placeholder="why, in a few words", description="note", continuous_update=False, style=thin,
            layout=w.Layout(flex="1 1 220px", min_width="180px"),
        )  # fmt: skip
        self._card, self._status = w.HTML(), w.HTML()
        self._choose = [
            w.Button(description=f"{SIGNS[choice]} {choice.capitalize()}", layout=w.Layout(width="100px"))
            for choice in CHOICES
        ]
        for button, choice in zip(self._choose, CHOICES, strict=True):
            button.on_click(lambda _, choice=choice: self.label(choice))
        self._back.on_click(lambda _: self.go(-1))
        self._next.on_click(lambda _: self.go(1))
        self._note.observe(self._noted, "value")
        for knob in (self._order, self._show):
            knob.observe(lambda _: self._first(), "value")
        self._peek.observe(lambda _: self._draw(), "value")
        self._widget = w.VBox(
            [
                w.HBox([self._order, self._show, self._peek], layout=wrap),
                w.HBox([self._back, self._next, self._where], layout=wrap),
                w.HBox([*self._choose, self._note], layout=wrap),
                self._status,
                self._card,
            ]
        )

    def _rows(self) -> list[Row]:
        return self.reading.rows(self._order.value, self._show.value)

    def _first(self) -> None:
        rows = self._rows()
        self.row = rows[0] if rows else None
        self._status.value = ""
        self._draw()

    def go(self, steps: int) -> None:
        """Open the answer so many steps on, in the order and among those that are shown; the ends stay."""
        rows = self._rows()
        if rows:
            at = rows.index(self.row) + steps if self.row in rows else 0
            self.row = rows[max(0, min(len(rows) - 1, at))]
        self._draw()

    def label(self, label: str, note: str | None = None) -> None:
        """Label the open answer, write that down, and open the next.

        Args:
            label: "right", "wrong" or "unclear".
            note: why; default, what stands in the note field.
        Raises:
            ValueError: no such label.
        """
        if self.row is None:
            return
        rows = self._rows()
        at = rows.index(self.row) if self.row in rows else 0
        if not self._save(label, self._note.value if note is None else note):
            return
        scored = self.reading.scored(self.row)
        said = f"{self.reading.scorer} says {scored}" if scored else "the scorer says nothing"
        verdict = (
            ""
            if not scored or label == "unclear"
            else " (you agree)"
            if scored == label
            else " (you disagree)"
        )
        self._status.value = escape(f"{label}: saved in {self.reading.labels.path.name}; {said}{verdict}.")
        still = self._rows()
        at += self.row in still
        self.row = still[min(at, len(still) - 1)] if still else None
        self._draw()

    def _save(self, label: str, note: str) -> bool:
        row = self.row
        assert row is not None
        try:
            self.reading.labels.add(row.case.id, row.repeat, as_text(row.answer), label, note.strip())
        except OSError as error:
            self._status.value = panel("fail", f"Not saved: {error_sentence(error)}")
            return False
        return True

    def _noted(self, change: Any) -> None:
        """A note that was typed is kept at once, with the label there is, if any."""
        if (
            not self._loading
            and self.row is not None
            and self._save(self.reading.said(self.row), change["new"])
        ):
            self._refresh()

    def _draw(self) -> None:
        rows, row = self._rows(), self.row
        self._loading = True
        found = self.reading.label(row) if row is not None else None
        self._note.value = found.note if found else ""
        self._loading = False
        at = rows.index(row) if row in rows else -1
        self._where.value = f"{at + 1} of {len(rows)}" if row is not None else "none to show"
        self._back.disabled, self._next.disabled = at <= 0, at >= len(rows) - 1
        for control in (*self._choose, self._note):
            control.disabled = row is None
        self._refresh()

    def _refresh(self) -> None:
        empty = panel("note", "No answer fits this choice.")
        self._card.value = self.reading.card(self.row, self._peek.value) if self.row is not None else empty
        if self._page is not None:
            self._page.update(self.static())

    def static(self) -> Html:
        """Labels and agreement so far, as plain HTML. The static twin."""
        return self.reading.static()

    def _repr_html_(self) -> str:
        return str(self.static())

    def __repr__(self) -> str:
        done = len(self.reading.rows(show=SHOWS[2]))
        return f"Reader({self.reading.report.name}: {done} of {len(self.reading.rows())} answers labelled)"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        live = {"version_major": 2, "version_minor": 0, "model_id": self._widget.model_id}
        display({"text/plain": repr(self), "text/html": "", VIEW: live}, raw=True)
        self._page = display(self.static(), display_id=True)


def read_cases(
    report: Report, labels: str | Path | None = None, *, scorer: str | Scorer | None = None
) -> Reader:
    """Read an eval's answers one at a time, worst first, and label them by hand: right, wrong or unclear.

    Each label is written to a file of yours at once; open the reader again and it goes on where you stopped.
    Below stand the labels so far, and how far you and the scorer agree: the share and kappa, with intervals.

    Args:
        report: from `kit.evaluate`, or `Report.load(path)`.
        labels: the file, JSON lines; default, the report's name with `.labels.jsonl` in the current folder.
        scorer: which of the report's scorers to hold the labels against; default, the first.
    Returns:
        A `Reader`; as the last line of a cell it shows itself. All buttons work by keyboard (Tab, Enter).
    Raises:
        LookupError: the report has no such scorer.
        ValueError: the file is there and holds something else than labels.

    Example:
        `read_cases(evaluate(solve, cases, exact))`
    """
    name = report.scorers[0] if scorer is None else getattr(scorer, "__name__", scorer)
    report.scores(name)  # says so if there is no such scorer
    slug = re.sub(r"[^\w-]+", "_", report.name).strip("_") or "report"
    return Reader(Reading(report, LabelFile(labels or f"{slug}.labels.jsonl"), str(name)))
