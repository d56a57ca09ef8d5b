"""What all sections share: the live model, runs that are kept, readings of one run, rows of the table."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kit import OpenAI, model
from kit.measure.cases import Case
from kit.measure.compare import Comparison
from kit.measure.evaluate import evaluate
from kit.measure.report import Report
from kit.models.usage import Usage

SEED = 7
WARM = 0.8  # temperature where answers are to differ
FEELINGS = ["positive", "negative"]
FEELING = "Is this review positive or negative? Answer with one word: positive or negative."


@dataclass(frozen=True)
class Kept:
    """What a `solve` found, with what it cost."""

    answer: Any
    usage: Usage


@dataclass(frozen=True)
class Line:
    """One row of the table: a technique, what it is held against, and on which measure."""

    technique: str
    against: str
    measure: str
    base: Any  # Rate | Estimate
    other: Any
    comparison: Comparison
    calls: float
    tokens: float

    def __str__(self) -> str:
        gain = self.comparison.difference
        told = f"{gain.value:+.2f} [{gain.low:+.2f}, {gain.high:+.2f}]"
        verdict = self.comparison.verdict
        cells = [self.technique, self.against, self.measure, str(self.comparison.n), _rate(self.base)]
        cells += [_rate(self.other), told, f"**{verdict}**" if verdict != "inconclusive" else verdict]
        return "| " + " | ".join([*cells, f"{self.calls:.1f}", f"{self.tokens:.0f}"]) + " |"


def _rate(rate: Any) -> str:
    return f"{rate.value:.2f} [{rate.low:.2f}, {rate.high:.2f}]"


def line(base: Report, other: Report, measure: str = "right", share: float = 1.0) -> Line:
    """`other` held against `base`; `share`: the part of the calls behind `other` that it needs."""
    n, used = len(other.cases), other.usage
    return Line(
        other.name, base.name, measure, base.rate(measure), other.rate(measure), base.compare(other, measure),
        share * used.calls / n, share * used.tokens / n,
    )  # fmt: skip


class Lab:
    """The live model, the size of the run, and where answers are kept."""

    def __init__(self, store: Path, quick: bool) -> None:
        self.quick, self.store = quick, store
        self.client, self.small = OpenAI(), model("small", OpenAI)

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full

    def ask(
        self,
        prompt: str,
        more: Sequence[dict[str, str]] = (),
        room: int = 8,
        before: Sequence[dict[str, str]] = (),
        **knobs: Any,
    ) -> Any:
        """One SDK call, at temperature 0 unless said, without the prompt cache: it can be repeated."""
        messages: Any = [*before, {"role": "user", "content": prompt}, *more]
        knobs = {"temperature": 0, "seed": SEED, **knobs}
        knobs = {k: v for k, v in knobs.items() if k not in ("temperature", "seed") or self.small.can(k)}
        if self.small.can("cache_prompt"):
            knobs["extra_body"] = {"cache_prompt": False}
        return self.client.chat.completions.create(
            model=self.small.name, messages=messages, max_completion_tokens=room, **knobs
        )

    def run(self, name: str, solve: Callable[..., Any], cases: Sequence[Case], scorers: Any) -> Report:
        """Ask all cases; what was answered before is not asked again."""
        report = evaluate(solve, cases, scorers, store=self.store, name=name)
        print(f"  {report.summary()[0]}", flush=True)
        if report.failures or report.note:
            sys.exit(f"{'; '.join(report.summary()[1:])}. Run again: what was answered is kept.")
        return report


def reading(report: Report, name: str, answers: Sequence[Any], scorers: Any) -> Report:
    """The same calls read in another way: one answer a row, scored anew."""
    rows = zip(report.rows, answers, strict=True)
    read = tuple(replace(row, reply=replace(row.reply, value=answer)) for row, answer in rows)
    return replace(report, name=name, rows=read).rescore(scorers)


def enum(labels: Sequence[str]) -> dict[str, Any]:
    """A response format that allows one of the labels and nothing else."""
    schema = {"type": "string", "enum": list(labels)}
    return {"type": "json_schema", "json_schema": {"name": "label", "strict": True, "schema": schema}}
