"""What a comparison of two cards found, and how it shows in a notebook and a terminal."""

from __future__ import annotations

from dataclasses import dataclass

from kit.measure.estimate import Estimate
from kit.ship.card_page import html_of, markdown_of
from kit.ship.card_parts import Part


@dataclass(frozen=True)
class Metric:
    """One number of both cards, the second minus the first.

    Attributes:
        name: the scorer, or "seconds a case", "tokens a case", "USD per 1,000 cases".
        difference: with its interval.
        verdict: "better" or "worse" ("faster", "dearer" ...), or "noise": not shown to differ.
        good: True if better, False if worse, None if noise.
        how: over which cases, and by which test.
    """

    name: str
    difference: Estimate
    verdict: str
    good: bool | None
    how: str


@dataclass(frozen=True, repr=False)
class Changes:
    """What `Card.compare` found.

    Attributes:
        names: of both cards, with their dates.
        cases: a sentence on whether both were measured on the same cases.
        changed: what differs: (what, before, after).
        metrics: what was compared; empty if nothing could be.
        notes: what a reader must know before believing any of it.
    """

    names: tuple[str, str]
    cases: str
    changed: tuple[tuple[str, str, str], ...]
    metrics: tuple[Metric, ...]
    notes: tuple[str, ...] = ()

    @property
    def parts(self) -> list[Part]:
        """What there is to say, to be drawn."""
        found = [f"{one.name}: {one.verdict}, {one.difference!r}; {one.how}" for one in self.metrics]
        heads = ("", "before", "after") if self.changed else ()
        return [
            Part(f"{self.names[1]} against {self.names[0]}", [self.cases, *self.notes]),
            Part("What changed", [] if self.changed else ["Nothing."], heads, self.changed),
            Part("What came of it", [] if found else ["Nothing could be compared."], points=found),
        ]

    def __repr__(self) -> str:
        return markdown_of(self.parts)

    def _repr_html_(self) -> str:
        return html_of(self.parts)
