"""The best of many settings, and how much of that is luck: whoever is picked for being best is flattered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kit.measure.compare import Comparison
from kit.measure.many_runs import Key, Measured, Sentences, by_case, corrected, difference, merged, pooled


@dataclass(frozen=True, repr=False)
class Best(Sentences):
    """The setting with the best value of a metric, among all that were run.

    Attributes:
        metric: what it is best in.
        parameters: the setting.
        value: what it measured, with its interval.
        against: it against each other setting, corrected for the number of all pairs there are.
        luck: how far its value is likely to be too good, for having been picked; None if it cannot be said.
        lowest: whether low is good.
    """

    metric: str
    parameters: Mapping[str, Any]
    value: Measured
    against: tuple[Comparison, ...]
    luck: float | None = None
    lowest: bool = False

    @property
    def tied(self) -> tuple[str, ...]:
        """Settings that are not told apart from it: any of them may be the best."""
        return tuple(c.names[0] for c in self.against if c.verdict == "inconclusive")

    @property
    def inconclusive(self) -> bool:
        """True if another setting may be as good."""
        return bool(self.tied)

    def lines(self) -> list[str]:
        """What to say of it."""
        many, name = len(self.against) + 1, named(self.parameters)
        end = "Lowest" if self.lowest else "Highest"
        said = [f"{end} {self.metric} of {many}: {name}, {self.value!r}."]
        if many == 1:
            return said
        which = "; ".join(self.tied[:4]) + ("; ..." if len(self.tied) > 4 else "")
        tied = f"Inconclusive: {len(self.tied)} of {many - 1} are not told apart from it ({which})."
        again = "run it again on fresh cases before you quote it."
        luck = "" if (self.luck or 0) < 0.005 else f", here by about {self.luck:.2g}"
        return [
            *said,
            tied if self.tied else "It is told apart from every other.",
            f"The best of {many} is flattered by luck{luck}: {again}",
        ]


def named(parameters: Mapping[str, Any]) -> str:
    """A setting in words: "model=small, k=5"."""
    return ", ".join(f"{name}={value}" for name, value in parameters.items()) or "as it is"


def best_of(
    metric: str,
    settings: Sequence[tuple[Mapping[str, Any], Mapping[Key, Any]]],
    lowest: bool,
) -> Best:
    """The best setting; `settings` are parameters, and the metric's values by run.

    Raises:
        ValueError: no setting has a number for it.
    """
    found = [(pooled(list(values.values())), parameters, values) for parameters, values in settings]
    there = [(value, parameters, values) for value, parameters, values in found if value is not None]
    if not there:
        raise ValueError(f"no run recorded a number as {metric!r}")
    sign = -1 if lowest else 1
    value, parameters, mine = max(there, key=lambda one: sign * one[0].value)
    pairs = [difference(v, mine, (named(p), named(parameters))) for _, p, v in there if p is not parameters]
    against = corrected([one for one in pairs if one], len(there) * (len(there) - 1) // 2)
    luck = optimism([values for _, _, values in there], sign)
    return Best(metric, dict(parameters), value, against, luck, lowest)


def optimism(settings: Sequence[Mapping[Key, Any]], sign: int = 1, draws: int = 2000) -> float | None:
    """How much too good the best of several settings looks, by drawing the cases again.

    In each draw of the cases the best setting is picked anew; what it scores there, less what the same
    setting scores on all cases, is the luck of being picked (R. J. Tibshirani and R. Tibshirani, A bias
    correction for the minimum error rate in cross-validation, Annals of Applied Statistics 3, 2009).

    Returns:
        The mean of that; None where the settings have no cases in common.
    """
    import numpy as np

    tables = [[found for v in values.values() if (found := by_case(v))] for values in settings]
    rows = [merged(table)[0] for table in tables if table]
    shared = [case for case in rows[0] if all(case in row for row in rows)] if rows else []
    if len(rows) < max(2, len(settings)) or len(shared) < 2:
        return None
    means = np.array([[sum(row[case]) / len(row[case]) for case in shared] for row in rows]) * sign
    rng, n = np.random.default_rng(0), len(shared)
    drawn = rng.multinomial(n, np.full(n, 1 / n), size=draws) @ means.T / n
    picked = drawn.argmax(1)
    return float((drawn.max(1) - means.mean(1)[picked]).mean())
