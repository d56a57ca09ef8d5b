"""A judge of two answers with known faults: it may be wrong, prefer a position, or prefer length.

It finds the two answers in the last user message, by marks or by headings: `<a>..</a>` and `<b>..</b>` (also
`<answer_a>`, `<response_a>`), or paragraphs that begin with `A:` and `B:` (also `Answer A:`, `Response A:`,
`[A]`), B reaching to the end of the text or to the next empty line that is followed by neither.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .model import Ask, Draft, dice, share

_TAGS = re.compile(
    r"<(?P<t>(?:\w+_)?a)>(?P<a>.*?)</(?P=t)>.*?<(?P<u>(?:\w+_)?b)>(?P<b>.*?)</(?P=u)>", re.S | re.I
)
_WORD = "(?:answer|response|reply|candidate|option|assistant)[ _]"
_HEAD = rf"^[^\w\n]{{{{0,6}}}}(?:(?:{_WORD})?[^\w\s]?{{0}}[:.)\]*]{{{{1,4}}}}|{_WORD}{{0}}[ \t]*\n)\s*"
_HEADS = re.compile(
    rf"{_HEAD.format('a')}(?P<a>.*?){_HEAD.format('b')}(?P<b>.*?)(?:\n\s*\n|\Z)", re.S | re.I | re.M
)


@dataclass(frozen=True)
class Judge:
    """Says "A" or "B". For each pair, in this order of words, it has one verdict, fixed by the seed:

    with probability `position_bias` the first, without reading; else with probability `length_bias` the
    longer (by characters; the first of equals); else the better one with probability `accuracy`, and the
    worse one otherwise. A call gives that verdict, flipped with probability `flip_rate` (never at temperature
    0). Where neither is better, "else" tosses a coin.

    Attributes:
        quality: answer text to score, or a function from answer text to score; more is better, unknown text
            is 0.
        accuracy, position_bias, length_bias, flip_rate: probabilities, as told above.
        seed, latency: as in `Coin`.
    """

    quality: Mapping[str, float] | Callable[[str], float] = field(repr=False)
    accuracy: float = 0.85
    position_bias: float = 0.0
    length_bias: float = 0.0
    flip_rate: float = 0.0
    seed: int = 0
    latency: float | tuple[float, float] = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for settings that are no probabilities."""
        for name in ("accuracy", "position_bias", "length_bias", "flip_rate"):
            share(name, getattr(self, name))

    @property
    def truth(self) -> Mapping[str, Any]:
        """The four probabilities."""
        names = ("accuracy", "position_bias", "length_bias", "flip_rate")
        return {name: getattr(self, name) for name in names}

    def right(self, *, better_first: bool, better_longer: bool) -> float:
        """Tell the true probability that one call picks the better answer, for a pair of this kind."""
        look = (1 - self.length_bias) * self.accuracy + self.length_bias * better_longer
        verdict = self.position_bias * better_first + (1 - self.position_bias) * look
        return verdict * (1 - self.flip_rate) + (1 - verdict) * self.flip_rate

    def pair(self, ask: Ask) -> tuple[str, str] | None:
        """Find the two answers in a request, or None."""
        found = _TAGS.search(ask.text) or _HEADS.search(ask.text)
        return (found["a"].strip(), found["b"].strip()) if found else None

    def score(self, answer: str) -> float:
        """Look up the true quality of an answer."""
        return self.quality.get(answer, 0.0) if isinstance(self.quality, Mapping) else self.quality(answer)

    def draft(self, ask: Ask, rng: random.Random) -> Draft:
        """Answer "A" or "B"; "A" for position where no two answers can be found."""
        pair = self.pair(ask)
        verdict = self._verdict(*pair) if pair else "A"
        if not ask.greedy and rng.random() < self.flip_rate:
            verdict = "B" if verdict == "A" else "A"
        return Draft(verdict, confidence=self.accuracy, fill=True)

    def _verdict(self, first: str, second: str) -> str:
        fixed = dice(self.seed, "pair", first, second)
        if fixed.random() < self.position_bias:
            return "A"
        if fixed.random() < self.length_bias:
            return "A" if len(first) >= len(second) else "B"
        a, b = self.score(first), self.score(second)
        right = fixed.random() < (self.accuracy if a != b else 0.5)
        return "A" if (a >= b) == right else "B"
