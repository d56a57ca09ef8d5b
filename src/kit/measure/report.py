"""What an eval found: every answer with its scores, rates with intervals, and a way to look at the cases.

A `Report` holds all that is needed to look again: score it anew without asking a model again, save it, load
it, compare it with another over the same cases. Left out: a database of reports and a server to browse them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.measure.cases import Case
from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.measure.rows import Row, scored
from kit.measure.scorers import Scorer, named
from kit.models.usage import Usage

if TYPE_CHECKING:
    from kit.measure.compare import Comparison


@dataclass(frozen=True, repr=False)
class Report:
    """The rows of one run of an eval. Made by `evaluate`, or by `Report.load`.

    Attributes:
        name: what was run.
        rows: one `Row` per case and repeat that was asked, in order, failures included.
        scorers: names of the scorers, the first being the one that counts unless you name another.
        repeats: how often each case was to be asked.
        seconds: wall-clock time of the run.
        note: why there are fewer rows than asked for; "" if there are not.
    """

    name: str
    rows: tuple[Row, ...]
    scorers: tuple[str, ...]
    repeats: int = 1
    seconds: float = 0.0
    note: str = ""

    @property
    def cases(self) -> tuple[Case, ...]:
        """The cases that were asked, in order."""
        return tuple({row.case.id: row.case for row in self.rows}.values())

    @property
    def answers(self) -> list[Any]:
        """What came back, one for each row; None for a failed call."""
        return [row.answer for row in self.rows]

    @property
    def failures(self) -> tuple[Row, ...]:
        """Rows whose call failed. They are in no rate: a call that failed is no wrong answer."""
        return tuple(row for row in self.rows if row.error)

    @property
    def usage(self) -> Usage:
        """Tokens and price of all rows, also of those that came out of a store."""
        return sum((row.reply.usage for row in self.rows), Usage())

    def scores(self, scorer: str | Scorer | None = None) -> list[list[bool | float]]:
        """The scores of each case, one list per case in the order of `.cases`; feeds `kit.measure.paired`.

        Args:
            scorer: a scorer's name, or the function; default, the first.
        Returns:
            A list per case with a score per repeat; empty where every call of a case failed.
        Raises:
            LookupError: no such scorer.
        """
        name = self._named(scorer)
        found: dict[str, list[bool | float]] = {case.id: [] for case in self.cases}
        for row in self.rows:
            if name in row.scores and (value := row.scores[name].value) is not None:
                found[row.case.id].append(value)
        return list(found.values())

    def rate(self, scorer: str | Scorer | None = None) -> Rate | Estimate:
        """Mean score with its 95 % interval, over the cases that were answered.

        Returns:
            A `Rate` where each case has one answer, right or wrong. Else an `Estimate`, its interval over
            cases, since repeats of one case (and cases of one group) are not independent.
        Raises:
            LookupError: no such scorer.
            ValueError: nothing was scored.
        """
        from kit.measure.intervals import bootstrap, clustered

        pairs = [(case, row) for case, row in zip(self.cases, self.scores(scorer), strict=True) if row]
        if not pairs:
            raise ValueError(f"{self.name}: no answer was scored; did every call fail? See .failures")
        rows = [row for _, row in pairs]
        groups = groups_of([case for case, _ in pairs])
        if groups is None:
            single = all(len(row) == 1 and isinstance(row[0], bool) for row in rows)
            return Rate.of(row[0] for row in rows) if single else clustered(rows)
        found = bootstrap([sum(row) / len(row) for row in rows], groups=groups)
        if found.low == found.high and found.value in (0, 1):  # all alike: the bootstrap sees no spread
            plain_rate = Rate(round(found.value * found.n), found.n)
            found = replace(found, low=plain_rate.low, high=plain_rate.high, method="Wilson over groups")
        return found

    def rates(self) -> dict[str, Rate | Estimate | str]:
        """Each scorer's rate by its name; a sentence where a scorer has scored nothing."""
        scored = {name for row in self.rows for name, score in row.scores.items() if score.value is not None}
        return {name: self.rate(name) if name in scored else "nothing was scored" for name in self.scorers}

    def rescore(self, *scorers: Any) -> Report:
        """The same answers under other scorers; no model is asked (unless a scorer asks one).

        Args:
            scorers: functions, or one mapping of names to functions.
        """
        graders = named(scorers[0] if len(scorers) == 1 else scorers)
        return replace(self, rows=scored(self.rows, graders), scorers=tuple(graders))

    def compare(self, other: Report, scorer: str | Scorer | None = None) -> Comparison:
        """`other` against this report, over the cases that both have an answer to.

        Returns:
            A `Comparison`: `.difference` is other minus this, `.verdict` is about other.
        Raises:
            ValueError: no case is in both.
            LookupError: one of them has no such scorer.
        """
        from kit.measure.compare import paired

        mine = {
            case.id: (case, row) for case, row in zip(self.cases, self.scores(scorer), strict=True) if row
        }
        name = self._named(scorer)
        pairs = zip(other.cases, other.scores(name), strict=True)
        both = [(*mine[case.id], row) for case, row in pairs if row and case.id in mine]
        if not both:
            raise ValueError(f"{self.name} and {other.name} have no answered case in common; same cases?")
        names = (self.name, other.name) if self.name != other.name else (self.name, f"{other.name} (2)")
        groups = groups_of([case for case, _, _ in both])
        return paired([a for _, a, _ in both], [b for _, _, b in both], names=names, groups=groups)

    def worst(self, n: int | None = 10, scorer: str | Scorer | None = None) -> list[Row]:
        """The rows to read first: lowest score first, failed calls last; all of them if `n` is None."""
        name = self._named(scorer)

        def badness(row: Row) -> tuple[bool, float]:
            value = row.scores[name].value if name in row.scores else None
            return bool(row.error), -1.0 if value is None else float(value)

        return sorted(self.rows, key=badness)[:n]

    def save(self, path: str | Path) -> Path:
        """Write the report as JSON lines (a head, the cases, the rows), whole or not at all."""
        from kit.measure.saving import lines_of, whole

        return whole(path, lines_of(self))

    @classmethod
    def load(cls, path: str | Path) -> Report:
        """Read a report that `save` wrote; inputs and answers come back as plain data.

        Raises:
            FileNotFoundError: no such file.
            ValueError: the file is no report, or part of it is missing.
        """
        from kit.measure.saving import read

        return cls(**read(path))

    def to_csv(self, path: str | Path) -> Path:
        """Write one line per row, scores and reasons in columns of their own, for a spreadsheet."""
        from kit.measure.saving import table_of, whole

        return whole(path, table_of(self))

    def to_html(self, path: str | Path) -> Path:
        """Write a page that opens without a network: rates, then the cases, worst first."""
        from kit.measure.page import document
        from kit.measure.saving import whole

        return whole(path, document(self))

    def summary(self) -> list[str]:
        """Sentences about the run: how much was asked, what failed and why, what it cost."""
        asked = f"{len(self.cases)} cases" + (f", {self.repeats} repeats each" if self.repeats > 1 else "")
        lines = [f"{self.name}: {asked}; {self.usage}"]
        if self.note:
            lines.append(self.note)
        reasons = Counter(row.error for row in self.failures)
        lines += [f"{count} failed, in no rate: {reason}" for reason, count in reasons.most_common(5)]
        broken = Counter(
            name for row in self.rows for name, score in row.scores.items() if score.value is None
        )
        return lines + [f"scorer {name} itself failed on {count} answers" for name, count in broken.items()]

    def __repr__(self) -> str:
        return "\n".join([*self.summary(), *(f"  {name}: {rate!r}" for name, rate in self.rates().items())])

    def _repr_html_(self) -> str:
        from kit.measure.page import fragment

        return fragment(self)

    def __len__(self) -> int:
        return len(self.rows)

    def _named(self, scorer: str | Scorer | None) -> str:
        name = self.scorers[0] if scorer is None else getattr(scorer, "__name__", scorer)
        if name not in self.scorers:
            raise LookupError(f"{self.name} has no scorer {name!r}; it has: {', '.join(self.scorers)}")
        return str(name)


def groups_of(cases: Sequence[Case]) -> list[Hashable] | None:
    """A label per case, the case's own where it has no group; None if no two cases share one."""
    labels: list[Hashable] = [("g", c.group) if c.group is not None else ("c", c.id) for c in cases]
    return labels if len(set(labels)) < len(labels) else None
