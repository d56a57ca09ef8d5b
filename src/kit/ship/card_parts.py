"""What a card says, part by part, before it is drawn: sentences, tables, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite, isnan
from typing import TYPE_CHECKING, Any

from kit.measure.cases import excerpt
from kit.measure.estimate import Estimate
from kit.measure.intervals import bootstrap, median
from kit.measure.margin import percentile
from kit.measure.report import Report

if TYPE_CHECKING:
    from kit.ship.cards import Card


_AT_ONCE = 0.1  # seconds; what takes less, and asks no model, needs no row among the costs


@dataclass(frozen=True)
class Part:
    """One part of a card: sentences, then a table, then texts that fold. `strong`: row one is bold."""

    title: str
    lines: Sequence[str] = ()
    heads: Sequence[str] = ()
    rows: Sequence[Sequence[Any]] = ()
    strong: bool = False
    folds: Sequence[tuple[str, str]] = ()
    points: Sequence[str] = ()
    absent: Sequence[str] = ()


def parts_of(card: Card) -> list[Part]:
    """All that a card says, in order; what is missing is said where it would stand."""
    return [_problem(card), _results(card), _costs(card), _risk(card), _failures(card), _versions(card)]


def _problem(card: Card) -> Part:
    n, groups = len(card.solution.cases), {case.group or case.id for case in card.solution.cases}
    apart = f"{n} held-out cases"
    apart += f" in {len(groups)} groups that hang together" if len(groups) < n else ""
    apart += f"; {card.dev} others to work with." if card.dev else "."
    looks = ""
    if card.looks:
        looks = (
            "This is the only solution that was measured on the held-out cases."
            if card.looks == 1
            else f"{card.looks} different solutions were measured on these held-out cases: the best of so "
            "many looks better than it is."
        )
    lines = [line for line in (card.problem, card.data, apart, looks) if line]
    return Part("Problem and data", lines, absent=card.gaps.get("problem", ()))


def _results(card: Card) -> Part:
    ladder, name = [card.solution, *card.baselines], card.solution.scorers[0]
    lines = []
    if (found := card.comparison) is not None:
        p = f"p = {found.p_value:.2g}" if found.p_value >= 0.001 else "p < 0.001"
        test = f"{found.difference!r}, {found.test}, {p}"
        lines.append(f"Against {found.names[0]}, the strongest baseline, on the same cases: {test}.")
        if found.verdict == "inconclusive" and (found.difference.low > 0 or found.difference.high < 0):
            lines.append(
                "The interval leaves 0 out and the test, stricter with so few cases, does not: no verdict."
            )
    if card.solution.rates():
        lines.append("In brackets: where the true value lies, with 95 % confidence; n: how many cases.")
    rows, heads = list[list[Any]](), ["", "mean score, 95 % interval"]
    for report in ladder:
        for scorer, rate in report.rates().items():
            if scorer == name or report is card.solution:  # the baselines by the scorer that counts
                rows.append([report.name if scorer == name else f"· {scorer}", rate, len(report.failures)])
    if any(report.failures for report in ladder):
        heads.append("calls that failed, in no rate")
    else:
        rows = [row[:2] for row in rows]
    lines += [card.solution.note] if card.solution.note else []
    return Part(f"Results: {name}", lines, heads, rows, strong=True, absent=card.gaps.get("results", ()))


def _costs(card: Card) -> Part:
    rows, at_once = list[list[str]](), list[str]()
    for report in (card.solution, *card.baselines):
        seconds = [row.reply.seconds for row in report.rows if not row.error]
        if report is not card.solution and not report.usage.calls and max(seconds, default=1) < _AT_ONCE:
            at_once.append(report.name)
        elif seconds:
            p50, p95 = median(seconds, unit="s"), percentile(seconds, 0.025)
            rows.append([report.name, _range(p50), _range(p95), _money(report)])
    there = [f"${1000 * usd:.2g} at {at}" for at, usd in card.elsewhere.items()]
    lines = [f"The same tokens would cost {', '.join(there)} per 1,000 cases."] if there else []
    lines += [f"No model, and less than {_AT_ONCE} s: {', '.join(at_once)}."] if at_once else []
    cap = "" if card.budget_usd is None else f", under a cap of ${card.budget_usd:.2f}"
    took = f"Measuring on the held-out cases took {card.spent}{cap}."
    load = "an eval asks several cases at once, which wait for each other; a lone request is faster"
    lines.append(f"{took} Seconds hold for the machine and its load: {load}.")
    heads = ("", "seconds under the eval's load, median", "95th percentile", "USD per 1,000")
    return Part("Cost and latency", lines, heads, rows, strong=True, absent=card.gaps.get("costs", ()))


def _money(report: Report) -> str:
    paid = [1000 * row.reply.usage.usd for row in report.rows]
    if any(isnan(usd) for usd in paid):
        return "price unknown"
    found = bootstrap(paid)
    return "0" if not any(paid) else f"{found.value:.2f} [{found.low:.2f}, {found.high:.2f}]"


def _range(one: Estimate) -> str:
    low, high = (_seconds(x) if isfinite(x) else "" for x in (one.low, one.high))
    ends = f"{low}, {high}" if low and high else f"{low} or more" if low else "no interval"
    return f"{_seconds(one.value)} [{ends}]"


def _seconds(x: float) -> str:
    return f"{x:.{0 if x >= 20 else 1 if x >= 2 else 2 if x >= 0.1 else 3}f}"


def _risk(card: Card) -> Part:
    if (risk := card.risk) is None:
        return Part("Risk and threshold", absent=card.gaps.get("risk", ()))
    alone = risk.coverage if risk.threshold < inf else "nothing"  # known, so without an interval
    rows: list[list[Any]] = [["answered alone", alone]]
    rows += [["wrong among these", risk.error]] if risk.error else []
    ways = {name: one for name, one in risk.worth.items() if risk.threshold < inf or "threshold" not in name}
    for name, one in ways.items():  # people cost and err as the stakes say, whatever the cases
        worth = f"{one.value:.2f} USD, by the stakes" if name == "people alone" else one
        rows.append([f"worth of a case, {name}", worth])
    lines = [str(risk)]
    if not risk.tells:
        lines.append("The confidence has not shown that it tells right from wrong better than luck.")
    if (stakes := risk.stakes) is not None:
        lines.append(
            f"Taken as known: right is worth ${stakes.success:g}, wrong costs ${stakes.error:g}, a person "
            f"takes {stakes.minutes:g} min at ${stakes.minute:g} and errs in {100 * stakes.person_error:g} %."
        )
    heads = ("", "on the held-out cases, 95 % interval")
    return Part("Risk and threshold", lines, heads, rows, absent=card.gaps.get("risk", ()))


def _failures(card: Card) -> Part:
    return Part("Known failures", points=[*card.failures, *card.worst], absent=card.gaps.get("failures", ()))


def _versions(card: Card) -> Part:
    said = [f"Model: {card.model}."] if card.model else []
    scalars = {name: value for name, value in card.settings.items() if not isinstance(value, list | dict)}
    said += [f"Set to: {settings_line(scalars)}."] if scalars else []
    known = {"Solution": card.code, "graders": card.grader, "card": card.version}
    said.append(", ".join(f"{name} {one}" for name, one in known.items() if one) + ".")
    said.append(", ".join(f"{name} {one}" for name, one in card.versions.items()) + f". Made {card.made}.")
    texts = [(name if name == "prompt" else f"prompt: {name}", text) for name, text in card.prompts.items()]
    return Part("Model and versions", said, folds=texts, absent=card.gaps.get("versions", ()))


def settings_line(settings: Mapping[str, Any]) -> str:
    """Names and values in one line: `K = 5, MODEL = 'small'`."""
    return ", ".join(f"{name} = {excerpt(repr(value), 60)}" for name, value in settings.items())
