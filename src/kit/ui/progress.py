"""Lessons by checks: what has been passed so far, with a button that looks again.

It draws rows that it is given and does not know where they are kept; `kit.learn.progress` gives it those of
the course.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from html import escape
from itertools import groupby
from typing import Any

from kit.ui.display import Html, panel, table
from kit.ui.saved import VIEW

Row = tuple[str, str, float, bool | None]
_SIGNS = {
    True: ("✓", "passed", "#009E73"),
    False: ("✗", "not passed", "#D55E00"),
    None: ("○", "not tried", ""),
}


class Progress:
    """Progress through the exercises: a table that reads anywhere, and a live button to refresh it.

    Args:
        rows: called at each drawing; gives (exercise, check, points, passed) tuples in order, passed None for
            a check that was not tried. What it raises is shown as a sentence.

    Example:
        `Progress(lambda: [("01_hello", "price", 2, True), ("01_hello", "cap", 1, None)])`
    """

    def __init__(self, rows: Callable[[], Iterable[Row]]) -> None:
        self._rows = rows
        self._page: Any = None

    def static(self) -> Html:
        """The table as plain HTML, as of now."""
        try:
            rows = list(self._rows())
        except Exception as error:
            return panel("note", str(error))
        if not rows:
            return panel("note", "No exercises yet.")
        lines, earned, possible = [], 0.0, 0.0
        for exercise, group in groupby(rows, key=lambda row: row[0]):
            checks = list(group)
            got = sum(points for _, _, points, passed in checks if passed)
            best = sum(points for _, _, points, _ in checks)
            earned, possible = earned + got, possible + best
            chips = "".join(_chip(check, passed) for _, check, _, passed in checks)
            lines.append((exercise.replace("_", " "), Html(chips), f"{got:g} of {best:g}"))
        return table(
            ("exercise", "checks", "points"), lines, f"{earned:g} of {possible:g} points, {len(rows)} checks"
        )

    def _repr_html_(self) -> str:
        return str(self.static())

    def __repr__(self) -> str:
        try:
            rows = list(self._rows())
        except Exception as error:
            return str(error)
        return "\n".join(f"{_SIGNS[passed][0]} {exercise}: {check}" for exercise, check, _, passed in rows)

    def refresh(self) -> None:
        """Read the rows again and redraw the table where it stands."""
        if self._page is not None:
            self._page.update(self.static())

    def _ipython_display_(self) -> None:
        import ipywidgets
        from IPython.display import display

        button = ipywidgets.Button(
            description="Refresh", tooltip="Read the progress again", layout=ipywidgets.Layout(width="90px")
        )
        button.on_click(lambda _: self.refresh())
        self._page = display(self.static(), display_id=True)
        live = {"version_major": 2, "version_minor": 0, "model_id": button.model_id}
        display({"text/plain": "", "text/html": "", VIEW: live}, raw=True)


def _chip(check: str, passed: bool | None) -> str:
    sign, meaning, colour = _SIGNS[passed]
    edge = colour or "rgba(128,128,128,.6)"
    mark = f'<b style="color:{colour or "inherit"}">{sign}</b>'
    return (
        f'<span title="{meaning}" style="display:inline-block;border:1px solid {edge};border-radius:9px;'
        f'padding:0 8px;margin:1px 4px 1px 0;white-space:nowrap">{mark} {escape(check)}</span>'
    )
