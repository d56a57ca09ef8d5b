"""The eval card: one page on which somebody who was not there can decide.

What it is for, on which cases it was measured, against which baselines, what it costs, how much it may do
alone, how it is known to fail, and which model, prompts and code that holds for. What was not measured is
said on the card as loudly as what was. Scores are kept case by case (texts are not), so that two cards can be
compared in pairs. Left out: a registry of cards (they are files; keep them in git).
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kit.measure.cases import digest
from kit.measure.report import Report
from kit.models.usage import Usage
from kit.ship.card_risk import Risk

if TYPE_CHECKING:
    from kit.measure.compare import Comparison
    from kit.ship.card_compare import Changes

Verdict = Literal["better", "worse", "inconclusive", "no baseline"]


@dataclass(frozen=True, repr=False)
class Card:
    """An eval card. Made by `card(...)`, or by `Card.load`.

    Attributes:
        name: of the solution.
        problem: who needs what, and what a wrong answer does to them.
        data: where the cases come from.
        solution: what was measured, without the texts of cases and answers.
        baselines: what it has to beat, on the same cases.
        cases: case id to digests of its input and of what is expected, and its group.
        dev: how many other cases were worked with.
        looks: how many different solutions were measured on these cases; None: nobody counted.
        grader: digest of the graders' code; "" if unknown.
        risk: how much it may do alone; None if that was not measured.
        failures: how it is known to fail, in somebody's words.
        worst: cases that were worked with and went wrong, a line each; beside words, not instead of them.
        model: the role, the model's name and its source.
        code: digest of the solution's code, prompts included; "" if unknown.
        prompts: the prompts by name, whole.
        settings: numbers, switches, short texts and small tables that the solution goes by, by name.
        budget_usd: the cap that the run was given.
        elsewhere: source to USD that one case's tokens would cost there, where this one's cost nothing.
        versions: of the kit, Python and the SDKs.
        made: when, ISO 8601.
    """

    name: str
    problem: str
    data: str
    solution: Report
    baselines: tuple[Report, ...] = ()
    cases: Mapping[str, tuple[str, str, str | None]] = field(default_factory=dict)
    dev: int = 0
    looks: int | None = None
    grader: str = ""
    risk: Risk | None = None
    failures: tuple[str, ...] = ()
    worst: tuple[str, ...] = ()
    model: str = ""
    code: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)
    budget_usd: float | None = None
    elsewhere: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    made: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def strongest(self) -> Report | None:
        """The baseline of the highest rate on these cases; None without one that was scored."""
        found = [one for one in self.baselines if any(one.scores())]
        return max(found, key=lambda one: one.rate().value, default=None)

    @property
    def comparison(self) -> Comparison | None:
        """The solution against the strongest baseline, paired; None where one of the two is not there."""
        strongest = self.strongest
        return strongest.compare(self.solution) if strongest and any(self.solution.scores()) else None

    @property
    def verdict(self) -> Verdict:
        """Whether the solution beats the strongest baseline."""
        return self.comparison.verdict if self.comparison else "no baseline"

    @property
    def spent(self) -> Usage:
        """What measuring the solution and its baselines used."""
        return sum((one.usage for one in (self.solution, *self.baselines)), Usage())

    @property
    def advice(self) -> str:
        """What to do, in a sentence or two."""
        strongest = self.strongest
        if not any(self.solution.scores()):
            return "Do not decide on this card: no answer was scored."
        if self.model.endswith("at simulated"):
            return "Do not decide on this card: a simulated model answered, to try the notebook out."
        if strongest is None:
            return "Do not decide on this card: nothing says whether something simpler would do as well."
        if self.verdict == "worse":
            return f"Do not ship it: {strongest.name} does better on the same cases."
        if self.verdict == "inconclusive":
            return (
                f"Not shown to be better than {strongest.name}. Take whichever of the two is simpler and "
                "cheaper, or measure on more cases."
            )
        if self.risk is None:
            return f"It beats {strongest.name}; how much it may do without a person was not measured."
        if self.usable:
            return f"Use it, alone from confidence {self.risk.threshold:.3g} on; a person has the rest."
        if self.risk.broken:
            return f"It beats {strongest.name}, but broke its promise on fresh cases: a person reads all."
        return f"It beats {strongest.name}, but only with a person who reads every answer."

    @property
    def usable(self) -> bool:
        """Whether it beats the baseline, and kept its promise where it answered alone."""
        alone = self.risk is not None and self.risk.threshold < inf and not self.risk.broken
        return alone and self.verdict == "better" and not self.model.endswith("at simulated")

    @property
    def missing(self) -> tuple[str, ...]:
        """What an honest reader would ask for and this card does not have, a sentence each."""
        return tuple(line for lines in self.gaps.values() for line in lines)

    @property
    def gaps(self) -> dict[str, list[str]]:
        """The same, by the part of the page in which it is missed."""
        looks, stakes = self.looks, self.risk and self.risk.stakes
        checks: list[tuple[str, str, Any]] = [
            ("problem", "Nobody wrote down what it is for.", self.problem),
            ("problem", "Nobody wrote down where the cases come from.", self.data),
            ("problem", "It is not known how many cases were set apart to work with.", self.dev),
            ("problem", "Nobody counted how many solutions were measured on these cases.", looks),
            ("results", "No baseline was measured.", self.baselines),
            ("costs", "No budget was set.", self.budget_usd is not None),
            ("risk", "No risk was measured: nothing says how much it may do alone.", self.risk),
            ("risk", "Nobody said what a right and a wrong answer are worth.", stakes),
            ("failures", "No known failure is written down, and every system has some.", self.failures),
            ("versions", "It is not known which model answered.", self.model),
            ("versions", "No prompt is written down.", self.prompts),
        ]
        gaps: dict[str, list[str]] = {}
        for part, sentence, there in checks:
            if not there:
                gaps.setdefault(part, []).append(sentence)
        return gaps

    @property
    def version(self) -> str:
        """Digest of what was measured: code, prompts, model, graders and cases; not of what came out."""
        return digest([self.code, self.prompts, self.model, self.grader, self.cases])

    def compare(self, other: Card) -> Changes:
        """`other` against this card: what changed, and which differences are shown.

        Cases that both measured are compared in pairs. Where the cases differ, that is said, and rates are
        compared as of different cases; where the graders differ, nothing is compared.
        """
        from kit.ship.card_compare import changes

        return changes(self, other)

    def save(self, folder: str | Path | None = None) -> tuple[Path, Path, Path]:
        """Write NAME.card.json, .html and .md, each whole or not at all; the JSON last.

        A card of another version that lies there is kept, as NAME.before.card.json.

        Args:
            folder: default `cards`; in a sweep, whose runs would write over each other, one beside the run.
        Returns:
            The three paths.
        """
        from kit.measure.saving import whole
        from kit.ship.card_making import dumped
        from kit.ship.card_page import document, markdown

        base = Path(folder or os.environ.get("KIT_CARDS") or "cards")
        base.mkdir(parents=True, exist_ok=True)
        stem = slug(self.name)
        paths = tuple(base / f"{stem}.card.{kind}" for kind in ("json", "html", "md"))
        texts = dumped(self), document(self), markdown(self)
        if paths[0].exists():
            former = paths[0].read_text("utf-8")
            if f'"version": "{self.version}"' not in former:
                whole(base / f"{stem}.before.card.json", former)
        for path, text in reversed(list(zip(paths, texts, strict=True))):
            whole(path, text).chmod(0o644)  # to be shown to others
        return paths[0], paths[1], paths[2]

    @classmethod
    def load(cls, path: str | Path) -> Card:
        """Read the card that `save` wrote.

        Raises:
            FileNotFoundError: no such file.
            ValueError: the file is no card, or part of it is missing.
        """
        from kit.ship.card_making import read

        return read(path)

    def __repr__(self) -> str:
        from kit.ship.card_page import markdown

        return markdown(self)

    def _repr_html_(self) -> str:
        from kit.ship.card_page import fragment

        return fragment(self)


def slug(name: str) -> str:
    """A name as a file's: small letters, digits and dashes, at most 60.

    Raises:
        ValueError: there is no letter or digit in it.
    """
    import unicodedata

    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].rstrip("-")
    if not found:
        raise ValueError(f"{name!r} has no letter or digit to make a file's name of; call it something else.")
    return found
