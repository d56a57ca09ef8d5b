"""How much a solution may do alone, chosen on the cases you worked with and checked on those you did not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import ceil, inf, log
from typing import Any

from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.measure.report import Report
from kit.measure.value import Stakes


@dataclass(frozen=True)
class Risk:
    """A threshold and what it does on fresh cases. Made by `Risk.chosen`.

    Attributes:
        threshold: answer alone where the confidence is at least this; inf: all goes to a person.
        target: share wrong among the answered that is allowed.
        n: cases that it was chosen on.
        tells: whether the confidence orders those cases better than luck.
        coverage: share of the held-out cases that is answered alone.
        error: share of those that is wrong; None where none is answered.
        stakes: what right, wrong and a person's minutes are worth; None if nobody said.
        worth: with stakes, USD per held-out case for each way of working.
    """

    threshold: float
    target: float
    n: int
    tells: bool
    coverage: Rate
    error: Rate | None
    stakes: Stakes | None = None
    worth: Mapping[str, Estimate] = field(default_factory=dict)

    @classmethod
    def chosen(
        cls,
        dev: Report,
        held_out: Report,
        *,
        confidence: str | Callable[[Any], float] = "confidence",
        target: float = 0.1,
        stakes: Stakes | None = None,
        seed: int = 0,
    ) -> Risk:
        """Choose the largest coverage that keeps the promise on `dev` (see `RiskCoverage.coverage_at`).

        Of cases in one group (near copies) the first counts; calls that failed are left out.

        Args:
            dev, held_out: reports of the same solution; the first scorer says what is right.
            confidence: the answer's field that says how sure it is, or a function of the answer.
            target: share wrong among the answered that you allow, between 0 and 1.
            stakes: adds what this is worth in USD.
            seed: decides the draws.
        Raises:
            ValueError: no answer came, or one without a confidence.
        """
        from kit.measure.intervals import bootstrap
        from kit.measure.risk import paired_up, risk_coverage
        from kit.measure.value import case_values

        said, right = _sure_and_right(dev, confidence)
        curve = risk_coverage(said, right, seed=seed)
        cut = curve.coverage_at(target).threshold
        fresh = _sure_and_right(held_out, confidence)
        point = risk_coverage(*fresh, seed=seed).at(cut)
        worth = {}
        if stakes is not None:
            ways = {"people alone": inf, "from this threshold on": cut, "the model alone": -inf}
            for name, edge in ways.items():
                values = case_values(*paired_up(*fresh), edge, stakes).tolist()
                worth[name] = bootstrap(values, seed=seed, unit="USD")
        return cls(cut, target, len(said), curve.tells, point.coverage, point.error, stakes, worth)

    @property
    def broken(self) -> bool:
        """Whether the held-out cases speak against the promise: their interval lies above the target."""
        return self.error is not None and self.error.low > self.target

    def __str__(self) -> str:
        aim = f"at most {100 * self.target:g} % wrong"
        if self.threshold == inf:
            least = ceil(log(0.05) / log(1 - self.target)) if 0 < self.target < 1 else 0
            few = f" (without a single mistake that takes {least} or more)" if self.n < least else ""
            shown = f"No threshold has shown {aim} with 95 % confidence on {self.n} cases{few}"
            return f"{shown}: a person reads all."
        said = f"Chosen on {self.n} other cases for {aim}: answer alone from confidence {self.threshold:.3g}."
        return said + (" The held-out cases speak against that promise." if self.broken else "")


def _sure_and_right(
    report: Report, confidence: str | Callable[[Any], float]
) -> tuple[list[float], list[bool]]:
    name, seen, said, right = report.scorers[0], set(), [], []
    for row in report.rows:
        score = row.scores[name].value if name in row.scores else None
        one = row.case.group or ("alone", row.case.id)
        if row.error or score is None or one in seen:
            continue
        seen.add(one)
        sure = confidence(row.answer) if callable(confidence) else _field(row.answer, confidence)
        said.append(float(sure))
        right.append(float(score) >= 1)  # a part of the way is not right
    if not said:
        raise ValueError(f"{report.name}: no answer was scored; did every call fail? See .failures")
    return said, right


def _field(answer: Any, name: str) -> Any:
    if not isinstance(answer, Mapping) or name not in answer:
        raise ValueError(
            f"an answer has no {name!r}: give Answer such a field, or pass confidence=lambda answer: ..."
        )
    return answer[name]
