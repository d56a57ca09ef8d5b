"""What runs of one notebook say about its parameters: which differences are shown, and which are not.

Scores of the same cases are compared case by case, bare numbers repeat by repeat; many comparisons are
corrected for their number, and the best of many is told how much of it is luck. Left out: models of all
parameters at once and their interactions (bambi, lme4).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from math import sqrt
from typing import Any

from kit.measure.compare import ALPHA, Comparison, paired, unpaired
from kit.measure.estimate import Estimate
from kit.measure.margin import student
from kit.measure.rate import Rate
from kit.measure.report import Report, groups_of

Measured = Rate | Estimate
Key = tuple[Any, ...]
"""Which run of a setting: what else was varied, and last the number of the repeat."""


def by_case(value: Any) -> dict[Hashable, tuple[list[float], Hashable]] | None:
    """Scores and group of each case (in a list, by place; in a report, by id); None for other values."""
    if isinstance(value, Report):
        labels = groups_of(value.cases) or [case.id for case in value.cases]
        found = zip(value.cases, value.scores(), labels, strict=True)
        return {case.id: ([float(s) for s in scores], label) for case, scores, label in found if scores}
    if not isinstance(value, list):
        return None
    rows = [row if isinstance(row, list) else [row] for row in value]
    return {i: ([float(s) for s in row if s is not None], i) for i, row in enumerate(rows) if row != [None]}


def pooled(values: Sequence[Any]) -> Measured | None:
    """One number, with its interval, for a metric's values in several runs of one setting.

    Scores of cases: over the cases, repeats of a case together. Rates, and estimates: their mean, on the
    interval of one run, since nobody can tell whether the next run had other cases. Numbers: their mean, by
    Student's t over the runs; one run has no interval. Text: nothing.
    """
    values = [value for value in values if value is not None]
    if not values:
        return None
    cases = [found for value in values if (found := by_case(value))]
    if cases and len(cases) == len(values):
        return _over_cases(cases)
    if all(isinstance(value, Rate) for value in values):
        n = min(value.n for value in values)
        return Rate(round(sum(value.value for value in values) / len(values) * n), n)
    if all(isinstance(value, Rate | Estimate) for value in values):
        ends = [sum(getattr(v, end) for v in values) / len(values) for end in ("value", "low", "high")]
        return replace(_estimate(values[0]), value=ends[0], low=ends[1], high=ends[2])
    if all(isinstance(value, bool) for value in values):
        return Rate.of(values)
    if all(isinstance(value, int | float) for value in values):
        mean = _mean([float(value) for value in values])
        return replace(mean, low=max(mean.low, 0.0)) if mean.n > 1 and min(values) >= 0 else mean
    return None


def _over_cases(found: Sequence[Mapping[Hashable, tuple[list[float], Hashable]]]) -> Measured:
    from kit.measure.intervals import bootstrap, clustered

    rows, label = merged(found)
    scores = list(rows.values())
    if len(set(label.values())) < len(label):
        return bootstrap([sum(r) / len(r) for r in scores], groups=[label[case] for case in rows])
    plain = all(len(row) == 1 and row[0] in (0, 1) for row in scores)
    return Rate.of(row[0] for row in scores) if plain else clustered(scores)


def merged(
    found: Sequence[Mapping[Hashable, tuple[list[float], Hashable]]],
) -> tuple[dict[Hashable, list[float]], dict[Hashable, Hashable]]:
    """Scores and group of each case over several runs; cases without a score are left out."""
    rows: dict[Hashable, list[float]] = {}
    label: dict[Hashable, Hashable] = {}
    for cases in found:
        for case, (scores, group) in cases.items():
            rows.setdefault(case, []).extend(scores)
            label[case] = group
    return {case: scores for case, scores in rows.items() if scores}, label


def _estimate(value: Measured) -> Estimate:
    if isinstance(value, Estimate):
        return value
    return Estimate(value.value, value.low, value.high, value.n, method="Wilson")


def _mean(values: Sequence[float]) -> Estimate:
    """Mean of a few runs with Student's interval (Biometrika 6, 1908); one run leaves both ends open."""
    return replace(student(values, None, ALPHA / 2, 0.0), method="Student's t over runs")


def difference(a: Mapping[Key, Any], b: Mapping[Key, Any], names: tuple[str, str]) -> Comparison | None:
    """B against A in one metric.

    Args:
        a, b: the metric's values by run; only runs that both have count. A bare number has as many witnesses
            as there are repeats.
        names: of A and of B.
    Returns:
        A `Comparison`, its p-value not yet corrected; None if the two have nothing in common.
    """
    keys = [key for key in a if key in b and a[key] is not None and b[key] is not None]
    if not keys:
        return None
    first, second = [by_case(a[key]) for key in keys], [by_case(b[key]) for key in keys]
    if all(x and y and set(x) & set(y) for x, y in zip(first, second, strict=True)):
        (mine, label), (theirs, _) = merged(first), merged(second)  # type: ignore[arg-type]
        both = [case for case in mine if case in theirs]
        groups = [label[case] for case in both] if len(set(label.values())) < len(label) else None
        return paired([mine[c] for c in both], [theirs[c] for c in both], names=names, groups=groups)
    left, right = pooled([a[key] for key in keys]), pooled([b[key] for key in keys])
    if isinstance(left, Rate) and isinstance(right, Rate) and not isinstance(a[keys[0]], bool):
        return unpaired(left, right, names=names)
    if all(isinstance(side[key], bool | int | float) for side in (a, b) for key in keys):
        return _by_repeat([(key[-1], float(b[key]) - float(a[key])) for key in keys], names)
    return None if left is None or right is None else _apart(_estimate(left), _estimate(right), names)


def _by_repeat(gaps: Sequence[tuple[int, float]], names: tuple[str, str]) -> Comparison:
    """Paired t-test over repeats; what else was set is averaged first, since it shares the repeat's cases."""
    inside: dict[int, list[float]] = {}
    for repeat, gap in gaps:
        inside.setdefault(repeat, []).append(gap)
    means = [sum(row) / len(row) for row in inside.values()]
    found, n = replace(_mean(means), signed=True), len(means)
    if n == 1:
        return Comparison(found, 1.0, n, names, "one repeat: no test")
    from scipy.stats import ttest_1samp

    p = float(ttest_1samp(means, 0.0).pvalue) if found.low < found.high else float(found.value == 0)
    return Comparison(found, p, n, names, "paired t over repeats")


def _apart(a: Estimate, b: Estimate, names: tuple[str, str]) -> Comparison:
    """Two estimates of unknown kin, taken as independent: their intervals combined (Newcombe's way)."""
    from statistics import NormalDist

    gap = b.value - a.value
    low = gap - sqrt((b.value - b.low) ** 2 + (a.high - a.value) ** 2)
    high = gap + sqrt((b.high - b.value) ** 2 + (a.value - a.low) ** 2)
    half = gap - low if gap > 0 else high - gap
    normal = NormalDist()
    p = 2 * normal.cdf(abs(gap) / half * normal.inv_cdf(ALPHA / 2)) if half else float(not gap)
    found = Estimate(gap, low, high, a.n + b.n, a.unit, signed=True, method="intervals combined")
    return Comparison(found, p, a.n + b.n, names, "from both intervals")


def holm(p_values: Sequence[float], family: int | None = None) -> list[float]:
    """P-values corrected so that any false alarm in the family stays at 5 % (S. Holm, Scand. J. Statist.
    6, 1979).

    Args:
        p_values: of the comparisons made.
        family: how many could have been made, if more; the others then count as larger than these.

    Example:
        `holm([0.01, 0.04, 0.03])` is [0.03, 0.06, 0.06].
    """
    size, worst = family or len(p_values), 0.0
    found = [0.0] * len(p_values)
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda i: p_values[i])):
        worst = max(worst, min(1.0, p_values[place] * (size - rank)))
        found[place] = worst
    return found


def corrected(found: Sequence[Comparison], family: int | None = None) -> tuple[Comparison, ...]:
    """The comparisons with Holm's p-values, and that said in `.test`."""
    size = family or len(found)
    said = f", Holm over {size}" if size > 1 else ""
    fair = holm([c.p_value for c in found], family)
    return tuple(replace(c, p_value=p, test=c.test + said) for c, p in zip(found, fair, strict=True))


class Sentences:
    """Something that shows as its `lines`, in a terminal and in a notebook."""

    def lines(self) -> list[str]:
        """What to say of it, a sentence each."""
        raise NotImplementedError

    def __repr__(self) -> str:
        return "\n".join(self.lines())

    def _repr_html_(self) -> str:
        return "".join(f"<div>{escape(line)}</div>" for line in self.lines())


@dataclass(frozen=True, repr=False)
class Differences(Sentences):
    """Comparisons of one metric between settings, corrected for their number.

    Attributes:
        metric: what was compared.
        pairs: a `Comparison` each, with the corrected p-value; its verdict "better" means higher.
        note: why there is none, if there is none.
    """

    metric: str
    pairs: tuple[Comparison, ...]
    note: str = ""

    @property
    def real(self) -> tuple[Comparison, ...]:
        """Those that are shown; the others may be noise, or too small for so few cases."""
        return tuple(c for c in self.pairs if c.verdict != "inconclusive")

    def lines(self) -> list[str]:
        """A sentence each."""
        return [_sentence(self.metric, c) for c in self.pairs] or [self.note]


def _sentence(metric: str, c: Comparison) -> str:
    a, b = c.names
    word = {"better": f"{b} is higher than {a}", "worse": f"{b} is lower than {a}"}.get(
        c.verdict, f"{b} against {a} is inconclusive"
    )
    p = f"p = {c.p_value:.3f}" if c.p_value >= 0.001 else "p < 0.001"
    return f"{metric}: {word} ({c.difference!r}, {p}; {c.test})"
