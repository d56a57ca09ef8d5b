"""What a check says: a `Verdict`, its panel in the page, and the exception a failing check raises."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from html import escape
from typing import Any

MARKS = {"pass": "✓", "fail": "✗", "need more": "?", "not run": "–"}
_COLOURS = {"pass": "#1b7f4b", "fail": "#b3402a", "need more": "#9a6b00", "not run": "#777777"}


@dataclass(frozen=True)
class Verdict:
    """One check's result.

    Attributes:
        exercise, check: which ("01_hello_black_box", "price").
        state: "pass", "fail", "need more" (a random behaviour not yet decided) or "not run".
        points, possible: earned, and the most there is.
        message: one sentence saying what is the matter; "" for a pass.
        expected, got, where: as text, where the check gave them; `where` says where to look.
    """

    exercise: str
    check: str
    state: str
    points: float = 0
    possible: float = 1
    message: str = ""
    expected: str = ""
    got: str = ""
    where: str = ""

    @property
    def passed(self) -> bool:
        """True for state "pass" only."""
        return self.state == "pass"

    def as_dict(self) -> dict[str, Any]:
        """The fields, for JSON."""
        return asdict(self)

    def rows(self) -> list[tuple[str, str]]:
        """The labelled lines that the panel and the grade table show; empty ones left out."""
        hint = ""
        if not self.passed:
            hint = f"unfold the hints below, or run: kit hint {self.exercise[:2]} {self.check}"
        rows = [("expected", self.expected), ("got", self.got), ("look at", self.where), ("hint", hint)]
        return [(label, text) for label, text in rows if text]

    def title(self) -> str:
        """As in "✗ price: 0 of 2 points"."""
        extra = "" if self.state in ("pass", "fail") else f" ({self.state})"
        return f"{MARKS[self.state]} {self.check}: {self.points:g} of {points(self.possible)}{extra}"

    def __repr__(self) -> str:
        lines = [self.title(), *([f"  {self.message}"] if self.message else [])]
        return "\n".join(lines + [f"  {label:<9} {text}" for label, text in self.rows()])

    def _repr_html_(self) -> str:
        colour = _COLOURS[self.state]
        rows = "".join(
            f"<tr><td style='text-align:left;opacity:.7;padding:1px 14px 1px 0'>{label}</td>"
            f"<td style='text-align:left;white-space:pre-wrap'>{escape(text)}</td></tr>"
            for label, text in self.rows()
        )
        message = f"<div style='margin:3px 0'>{escape(self.message)}</div>" if self.message else ""
        table = f"<table style='border:0;margin:2px 0'>{rows}</table>" if rows else ""
        return (
            f"<div style='border-left:4px solid {colour};padding:4px 12px;margin:4px 0'>"
            f"<b style='color:{colour}'>{escape(self.title())}</b>{message}{table}</div>"
        )


def points(n: float) -> str:
    """As in "1 point", "2 points"."""
    return f"{n:g} point" + ("" if n == 1 else "s")


class CheckFailed(AssertionError):
    """A check did not hold. `.verdict` has the details; a notebook shows one line, not a traceback."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
        super().__init__(repr(verdict))

    def _render_traceback_(self) -> list[str]:
        v = self.verdict
        return [f"CheckFailed: {v.check}: {v.message or v.state} (the panel above says more)"]
