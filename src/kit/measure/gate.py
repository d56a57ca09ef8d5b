"""A regression gate: may the new version go out? Not "is it better", but "is it not worse by more than we can
bear".

A gate that asks for "no significant loss" passes everything that was measured on too few cases. This one
turns it round: the new version passes only when the cases rule out a loss of `margin` or more, fails when
they show one, and otherwise needs more of them. Calls that failed count as wrong. In CI:
`sys.exit(gate(Report.load("main.jsonl"), Report.load("branch.jsonl")).code)`. Left out: several scorers at
once (one gate each; all must pass, and then alpha needs no correction).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isnan
from typing import Any, Literal

from kit.measure.estimate import Estimate
from kit.measure.margin import more_cases, percentile, student, tango
from kit.measure.report import Report, groups_of

Verdict = Literal["pass", "fail", "need more"]
_CODE = {"pass": 0, "fail": 1, "need more": 2}
_MARK = {"pass": "✓", "fail": "✗", "need more": "?"}


@dataclass(frozen=True)
class Part:
    """One thing the gate looked at: its name, what was measured, what it may be, the verdict, a sentence."""

    name: str
    measured: Estimate | None
    bound: float
    verdict: Verdict
    words: str


@dataclass(frozen=True, repr=False)
class Gate:
    """What the gate says.

    Attributes:
        parts: quality first, then cost and latency if they have a limit.
        n: cases that both reports have scores of.
        more: cases still needed, were the loss what it seems, or none where it seems better; 0 if it has
            passed or failed, None if no number would do.
        lost, won: ids of cases whose score fell, and rose.
        notes: what else to know: failed calls, cases missing on one side.
    """

    parts: tuple[Part, ...]
    n: int
    more: int | None = 0
    lost: tuple[str, ...] = ()
    won: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """ "fail" if any part fails, "pass" if all pass, else "need more"."""
        return max((part.verdict for part in self.parts), key=("pass", "need more", "fail").index)

    @property
    def code(self) -> int:
        """Exit code: 0 pass, 1 fail, 2 need more."""
        return _CODE[self.verdict]

    @property
    def difference(self) -> Estimate | None:
        """Score after minus score before; its interval is two-sided at 1 - 2 alpha."""
        return self.parts[0].measured

    def _lines(self) -> list[str]:
        changed = f"{len(self.lost)} cases fell, {len(self.won)} rose, of {self.n}."
        return [*(f"{_MARK[part.verdict]} {part.words}" for part in self.parts), changed, *self.notes]

    def __repr__(self) -> str:
        return "\n".join([f"Gate: {self.verdict}", *(f"  {line}" for line in self._lines())])

    def _repr_markdown_(self) -> str:
        return "\n".join([f"**Gate: {self.verdict}**", "", *(f"- {line}" for line in self._lines())])


def gate(
    before: Report,
    after: Report,
    *,
    margin: float = 0.05,
    alpha: float = 0.05,
    scorer: Any = None,
    usd: float | None = None,
    seconds: float | None = None,
    looks: int = 1,
    power: float = 0.8,
) -> Gate:
    """Let `after` pass only if the cases rule out that it is worse than `before` by `margin` or more.

    Right or wrong once per case: T. Tango's score test (Statistics in Medicine 17, 1998) with half a case of
    continuity correction, by which a truth exactly `margin` worse passes at most alpha of the time whatever
    share of cases is discordant (enumerated for n from 20 to 400; without it 5.8 %, and 9.7 % by the interval
    of `paired`). Repeats, groups, other scores: Student's t over cases or groups.

    Args:
        before, after: reports over the same cases.
        margin: loss that is not borne, in units of the score (0.05: five points of a hundred).
        alpha: probability of passing what is `margin` worse, and of failing what is less than `margin` worse.
        scorer: name or function; default, the first.
        usd: most that a case may cost on average. seconds: most that 95 of 100 calls may take. Both are held
            with the same care: passed only if the interval lies below.
        looks: how often you will look, adding cases in between; alpha is divided by it.
        power: of the number of cases still needed.
    Returns:
        A `Gate`.
    Raises:
        ValueError: no scored case in common, or a number that cannot be.
        LookupError: no such scorer in one of them.
    """
    if not 0 < margin < 1 or not 0 < alpha < 0.5 or looks < 1:
        raise ValueError(f"margin={margin}, alpha={alpha}: shares above 0; looks={looks}: 1 or more.")
    name, risk = before._named(scorer), alpha / looks
    old, new = _scores(before, name), _scores(after, after._named(name))
    both = [case for case in before.cases if case.id in old and case.id in new]
    if not both:
        raise ValueError(f"{before.name} and {after.name} have no scored case in common; same cases?")
    gaps = {case.id: new[case.id] - old[case.id] for case in both}
    right_or_wrong = {scores[case.id] for case in both for scores in (old, new)} <= {0, 1}
    quality, more = _quality(list(gaps.values()), groups_of(both), right_or_wrong, margin, risk, power)
    notes = [
        f"{len(report.failures)} calls of {report.name} failed and count as wrong: {report.failures[0].error}"
        for report in (before, after)
        if report.failures
    ]
    if lacking := len(old) - len(both):
        notes.append(f"{after.name} has no score for {lacking} of the {len(old)} cases of {before.name}.")
        if quality.verdict == "pass":
            words = f"{quality.words[:-1]}, but the cases left out may be the lost ones."
            quality = replace(quality, verdict="need more", words=words)
    parts = [quality]
    parts += [] if usd is None else [_cost(after, usd, risk)]
    parts += [] if seconds is None else [_latency(after, seconds, risk)]
    lost, won = (tuple(case.id for case in both if sign * gaps[case.id] > 0) for sign in (-1, 1))
    return Gate(tuple(parts), len(both), more, lost, won, tuple(notes))


def _scores(report: Report, name: str) -> dict[str, float]:
    """Mean score of each case by its id; a failed call is 0, what the scorer failed on is left out."""
    found: dict[str, list[float]] = {}
    for row in report.rows:
        value = 0.0 if row.error else row.scores[name].value if name in row.scores else None
        if value is not None:
            found.setdefault(row.case.id, []).append(float(value))
    return {case: sum(values) / len(values) for case, values in found.items()}


def _quality(
    gaps: list[float], groups: Any, right_or_wrong: bool, margin: float, risk: float, power: float
) -> tuple[Part, int | None]:
    n = len(gaps)
    if groups is None and right_or_wrong:
        found = tango(sum(gap > 0 for gap in gaps), sum(gap < 0 for gap in gaps), n, risk)
    else:
        found = student(gaps, groups, risk, max([1.0, *map(abs, gaps)]))
    low, high, value = found.low, found.high, found.value
    verdict: Verdict = "pass" if low > -margin else "fail" if high < -margin else "need more"
    points = f"{100 * margin:g} points"
    said = {
        "pass": f"It is not worse by {points} or more: {found!r}.",
        "fail": f"It is worse by more than {points}: {found!r}.",
        "need more": f"A loss of {points} is neither ruled out nor shown: {found!r}.",
    }[verdict]
    said += " It is worse all the same." if verdict == "pass" and high < 0 else ""
    more: int | None = 0
    if verdict == "need more":
        spread = (sum(gap * gap for gap in gaps) + 2) / (n + 2)  # one more case either way, so never 0
        more = more_cases(n, spread, min(value, 0.0), margin, risk, power)
        truth = "they are equally good" if value >= 0 else "the loss is what it seems"
        often = "four times in five" if power == 0.8 else f"{power:.0%} of the time"
        said += (
            f" If {truth}, about {more:,} more cases would let it pass {often}."
            if more
            else " As things seem, more cases would rather fail it: read the cases that fell."
        )
    return Part("quality", found, -margin, verdict, said), more


def _cost(report: Report, limit: float, risk: float) -> Part:
    spent: dict[str, list[float]] = {}
    for row in report.rows:
        spent.setdefault(row.case.id, []).append(row.reply.usage.usd)
    prices = [sum(one) / len(one) for one in spent.values()]
    if any(isnan(price) for price in prices):
        words = "What a case costs is unknown: no price is known for the model."
        return Part("cost", None, limit, "need more", words)
    found = student(prices, None, risk, 0.0)
    return _held("cost", found, limit, f"A case costs ${found.value:.4g}", lambda x: f"${x:.4g}")


def _latency(report: Report, limit: float, risk: float) -> Part:
    found = percentile([row.reply.seconds for row in report.rows], risk)
    words = f"95 of 100 calls take {found.value:.3g} s or less"
    return _held("latency", found, limit, words, lambda x: f"{x:.3g} s")


def _held(name: str, found: Estimate, limit: float, said: str, shown: Callable[[float], str]) -> Part:
    verdict: Verdict = "pass" if found.high <= limit else "fail" if found.low > limit else "need more"
    ends = f"[{shown(found.low)}, {shown(found.high)}] (n={found.n})"
    return Part(name, found, limit, verdict, f"{said} {ends}; the limit is {shown(limit)}.")
