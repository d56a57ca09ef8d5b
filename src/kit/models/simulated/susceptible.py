"""A model that can be talked into things: it obeys instructions smuggled into its input at a known rate."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .chance import Coin
from .model import Ask, Draft, SimulatedModel, ToolCall, share

ATTACKS = (
    r"ignore (?:all |any |the |your )*(?:previous|prior|above|earlier) ",
    r"disregard (?:all |any |the |your )*(?:previous|prior|above|earlier|system) ",
    r"forget (?:everything|all|your instructions)",
    r"you are now ",
    r"new instructions?:",
    r"(?:reveal|print|repeat|show) (?:me )?(?:your|the) (?:system )?(?:prompt|instructions)",
)


@dataclass(frozen=True)
class Susceptible:
    """Answers like `inner`, but where the input carries an attack it obeys that with a known probability.

    An attack is a match of one of `attacks` (regular expressions, letter case ignored) in a user or tool
    message, never in system text. `says` is what obeying looks like; with "{system}" in it, a leak can be
    caught. Every defence whose marker occurs anywhere in the conversation multiplies the rate by its factor:
    {"<untrusted>": 0.3} models a delimiter that lets three attacks in ten of the former through. Each
    sample decides anew; temperature 0 obeys where the rate is 0.5 or more.

    Obeying may be an act: with `calls`, it calls those of them that are tools on offer, and says `says` once
    they came back. Whoever has made such a call goes on with it: the second step is no second toss.

    Attributes:
        inner: the model that answers otherwise.
        rate: probability of obeying an attack with no defence.
        says: the answer when obeying; "{system}" becomes the system text, "{tool}" the last tool's result.
        calls: tool calls that obeying begins with.
        attacks: regular expressions.
        defences: marker (plain text, letter case ignored) to factor, 0 to 1.
        seed, latency: as in `Coin`.
    """

    inner: SimulatedModel = field(default_factory=lambda: Coin("OK", 1.0))
    rate: float = 0.6
    says: str = "As you wish. {system}"
    calls: Sequence[ToolCall] = ()
    attacks: Sequence[str] = ATTACKS
    defences: Mapping[str, float] = field(default_factory=dict)
    seed: int = 0
    latency: float | tuple[float, float] = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for a rate or a factor that is no probability."""
        share("rate", self.rate)
        for marker, factor in self.defences.items():
            share(f"defences[{marker!r}]", factor)

    @property
    def truth(self) -> Mapping[str, Any]:
        """`rate`, `defences` and the `inner` model's truth."""
        return {"rate": self.rate, "defences": dict(self.defences), "inner": self.inner.truth}

    def attacked(self, ask: Ask) -> bool:
        """Tell whether the input carries an attack."""
        given = "\n".join(turn.text for turn in ask.turns if turn.role in ("user", "tool"))
        return any(re.search(attack, given, re.IGNORECASE) for attack in self.attacks)

    def obeys(self, ask: Ask) -> float:
        """Tell the true probability that this request is answered as the attacker wants."""
        if not self.attacked(ask):
            return 0.0
        if self._begun(ask):
            return 1.0
        whole, rate = ask.prompt.casefold(), self.rate
        for marker, factor in self.defences.items():
            rate *= factor if marker.casefold() in whole else 1.0
        return rate

    def _begun(self, ask: Ask) -> bool:
        """Tell whether one of its own turns makes a call of the attack."""
        own = [turn.text for turn in ask.turns if turn.role == "assistant"]
        return any(f"{call.name}(" in said for said in own for call in self.calls)

    def draft(self, ask: Ask, rng: random.Random) -> Draft:
        """Answer, obeying or not."""
        rate, toss = self.obeys(ask), rng.random()
        if rate >= 0.5 if ask.greedy else toss < rate:
            offered = {tool.name for tool in ask.tools}
            calls = tuple(call for call in self.calls if call.name in offered and not self._begun(ask))
            if calls:
                return Draft(tool_calls=calls)
            result = next((turn.text for turn in reversed(ask.turns) if turn.role == "tool"), "")
            said = self.says.replace("{system}", ask.system).replace("{tool}", result)
            return Draft(said, fill=True)
        return self.inner.draft(ask, rng)
