"""Models that answer at random with stated odds: `Coin` (one answer and the rest) and `Dice` (any weights).

They pay no attention to what is asked: the prompt only decides which sequence of random answers you get.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import Ask, Draft, share


@dataclass(frozen=True)
class Coin:
    """Says `answer` with probability `rate`, and otherwise `other`; each sample is an independent toss.

    Temperature 0 gives the likelier answer every time; any other temperature changes nothing, so the rate is
    the rate. (`Dice` has weights that temperature sharpens and flattens, as in a real model.)

    Attributes:
        answer: the usual answer.
        rate: its true probability, 0 to 1.
        other: what it says instead.
        seed: decides the tosses, with the prompt and the sample's index.
        latency: seconds, or (median, 95th percentile) seconds.
    """

    answer: str = "heads"
    rate: float = 0.7
    other: str = "tails"
    seed: int = 0
    latency: float | tuple[float, float] = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for a rate that is no probability."""
        share("rate", self.rate)

    def _options(self) -> dict[str, float]:
        return {self.answer: self.rate, self.other: 1 - self.rate}

    @property
    def truth(self) -> Mapping[str, Any]:
        """`rate`, and `rates`: the true probability of every answer."""
        return {"rate": self.rate, "rates": self._options()}

    def draft(self, ask: Ask, rng: random.Random) -> Draft:
        """Toss."""
        options = self._options()
        return Draft(draw(options, rng, greedy=ask.greedy), options=options, fill=True)


@dataclass(frozen=True)
class Dice:
    """Draws from weighted answers; temperature T turns each weight w into w^(1/T), as softmax temperature
    does.

    Temperature 0 is the heaviest answer; none given, or 1, is the weights as they stand.

    Attributes:
        weights: answer to weight, at least one positive; made to sum to 1.
        seed, latency: as in `Coin`.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: {"yes": 0.6, "no": 0.3, "maybe": 0.1})
    seed: int = 0
    latency: float | tuple[float, float] = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for negative weights, or none above zero."""
        if min(self.weights.values(), default=-1) < 0 or not sum(self.weights.values()) > 0:
            raise ValueError(f"weights must not be negative and not all zero; got {dict(self.weights)!r}")

    @property
    def truth(self) -> Mapping[str, Any]:
        """`rates`: the true probability of every answer at temperature 1."""
        return {"rates": self.rates()}

    def rates(self, temperature: float = 1.0) -> dict[str, float]:
        """Tell the true probability of every answer at a temperature >= 0."""
        top = max(self.weights.values())
        if temperature <= 0:
            best = [answer for answer, weight in self.weights.items() if weight == top]
            return {answer: float(answer == best[0]) for answer in self.weights}
        heated = {answer: (weight / top) ** (1 / temperature) for answer, weight in self.weights.items()}
        total = sum(heated.values())
        return {answer: weight / total for answer, weight in heated.items()}

    def draft(self, ask: Ask, rng: random.Random) -> Draft:
        """Draw one answer."""
        options = self.rates(1.0 if ask.temperature is None else ask.temperature)
        return Draft(draw(options, rng, greedy=False), options=options, fill=True)


def draw(options: Mapping[str, float], rng: random.Random, *, greedy: bool) -> str:
    """Draw an answer by its probability, or take the likeliest (the first of equals) when greedy."""
    if greedy:
        return max(options, key=lambda answer: options[answer])
    return rng.choices(list(options), weights=list(options.values()))[0]
