"""A classifier with a true accuracy, flip rate and calibration.

It finds the case in the prompt, so any wording of the instruction works: the case is the key of `cases` that
occurs last in the conversation (few-shot examples come earlier; the longer key wins where two end together),
white space and letter case ignored.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .model import Ask, Draft, dice, share


def plain(text: str) -> str:
    """Text with white space squeezed and letter case dropped."""
    return " ".join(text.casefold().split())


@dataclass(frozen=True)
class Classifier:
    """Answers each case with a label, right at a known rate.

    For every case it has one *usual* answer, fixed by the seed: right with the case's own probability p. A
    call gives the usual answer, but with probability `flip_rate` one of the other labels (all alike); at
    temperature 0, never. p is `accuracy` for all cases alike, or Beta-distributed around it (see `spread`).
    An accuracy for each right label makes a grader: `accuracy={"pass": 0.9, "fail": 0.7}` finds 9 in 10 of
    the good answers (its sensitivity) and 7 in 10 of the bad ones (its specificity).

    Classifiers that differ in their seed err apart, unless `correlation` says that they err together: on that
    share of the cases all classifiers of one `group` have one usual answer between them, on the others each
    its own. Whether one is right then correlates by that much with whether another is (given one accuracy).

    It states a confidence c (a "confidence" field of a JSON schema, and the log-probability of its label):
    logit(c) = `calibration` x logit(p). So 1 is calibrated, 2 over-confident, 0.5 under-confident.

    Attributes:
        cases: case text to right label.
        labels: all labels it may answer; default: those in the mapping, in order of appearance.
        accuracy: probability that a usual answer is right; one number, or one for each right label.
        flip_rate: probability that one call differs from the usual answer.
        calibration: see above; > 0.
        spread: 0 to < 1; variance of p as a share of accuracy x (1 - accuracy).
        correlation: share of cases on which classifiers of the same group err as one.
        group: name of those that err together; under another name they err together elsewhere.
        seed, latency: as in `Coin`.
    """

    cases: Mapping[str, str] = field(repr=False)
    labels: Sequence[str] = ()
    accuracy: float | Mapping[str, float] = 0.8
    flip_rate: float = 0.0
    calibration: float = 1.0
    spread: float = 0.0
    correlation: float = 0.0
    group: str = ""
    seed: int = 0
    latency: float | tuple[float, float] = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for settings that are no probabilities, or fewer than two labels."""
        if not self.labels:
            object.__setattr__(self, "labels", tuple(dict.fromkeys(self.cases.values())))
        if len(self.labels) < 2:
            raise ValueError(f"a Classifier needs at least two labels; got {list(self.labels)!r}")
        for name in ("flip_rate", "spread", "correlation"):
            share(name, getattr(self, name))
        for label in self.labels:
            share(f"accuracy of {label!r}", self._accuracy(label))
        if self.spread == 1 or self.calibration <= 0:
            raise ValueError("spread must be below 1, calibration above 0")

    @property
    def truth(self) -> Mapping[str, Any]:
        """The settings, and `accuracy_per_call`: how often one call (not the usual answer) is right.

        accuracy_per_call = a (1 - f) + (1 - a) f / (labels - 1); by label, if the accuracy is.
        """
        f, own = self.flip_rate, {label: self._accuracy(label) for label in self.labels}
        a_call = {label: a * (1 - f) + (1 - a) * f / (len(self.labels) - 1) for label, a in own.items()}
        by_label = isinstance(self.accuracy, Mapping)
        return {
            "accuracy": own if by_label else self.accuracy,
            "accuracy_per_call": a_call if by_label else a_call[self.labels[0]],
            "flip_rate": f,
            "calibration": self.calibration,
            "spread": self.spread,
            "correlation": self.correlation,
        }

    @cached_property
    def _known(self) -> dict[str, str]:
        return {plain(case): label for case, label in self.cases.items()}

    def case(self, ask: Ask) -> tuple[str, str | None]:
        """Find the case in a request: its text, and its right label (None: no known case)."""
        whole = plain(ask.prompt)
        found = ((whole.rfind(case), case) for case in self._known if case in whole)
        place = max(found, key=lambda pair: (pair[0] + len(pair[1]), len(pair[1])), default=None)
        return (place[1], self._known[place[1]]) if place else (plain(ask.text), None)

    def usual(self, case: str, right: str | None) -> tuple[str, float]:
        """Tell the usual answer to a case, and its true probability of being right."""
        if right not in self.labels:
            return dice(self.seed, "unknown", case).choice(list(self.labels)), 1 / len(self.labels)
        p, toss = self._hardness(case, self._accuracy(str(right))), self._dice("own", case)
        if toss.random() < p:
            return str(right), p
        return toss.choice([label for label in self.labels if label != right]), p

    def _dice(self, what: str, case: str) -> random.Random:
        """Dice about a case: this classifier's own, or its group's where the group errs as one."""
        together = dice(0, "together", self.group, case).random() < self.correlation
        return dice(0, "group", self.group, what, case) if together else dice(self.seed, what, case)

    def _accuracy(self, label: str) -> float:
        """Tell how often cases with this right label are got right."""
        if not isinstance(self.accuracy, Mapping):
            return self.accuracy
        if label not in self.accuracy:
            raise ValueError(f"accuracy has no number for {label!r}; it has: {', '.join(self.accuracy)}")
        return self.accuracy[label]

    def _hardness(self, case: str, accuracy: float) -> float:
        if self.spread == 0 or accuracy in (0, 1):
            return accuracy
        size = (1 - self.spread) / self.spread
        p = self._dice("hardness", case).betavariate(accuracy * size, (1 - accuracy) * size)
        return min(max(p, 1e-6), 1 - 1e-6)

    def draft(self, ask: Ask, rng: random.Random) -> Draft:
        """Answer with a label."""
        case, right = self.case(ask)
        said, p = self.usual(case, right)
        sure = stated(p, self.calibration)
        rest = (1 - sure) / (len(self.labels) - 1)
        options = {label: sure if label == said else rest for label in self.labels}
        if not ask.greedy and rng.random() < self.flip_rate:
            said = rng.choice([label for label in self.labels if label != said])
        return Draft(said, options=options, confidence=options[said], fill=True)


def stated(p: float, calibration: float) -> float:
    """Confidence stated for a true probability p: logit(c) = calibration x logit(p)."""
    if p <= 0 or p >= 1:
        return float(p >= 1)
    return 1 / (1 + math.exp(-calibration * math.log(p / (1 - p))))
