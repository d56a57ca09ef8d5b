"""What a simulated model is: something that turns an `Ask` into a `Draft`, and knows its own true rates.

The wire (`kit.models.simulated.transport`) reads a vendor's request into an `Ask`, hands it to the model with
a seeded `random.Random`, and writes the `Draft` back as that vendor would. A model never sees HTTP, so one of
your own is a frozen dataclass with a `draft` method and a `truth`.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, Protocol, runtime_checkable

if TYPE_CHECKING:
    from kit.models.layers.fault_kinds import Fault

Protocolled = Literal["chat", "responses", "messages"]


@dataclass(frozen=True)
class Turn:
    """One message of a conversation, in no vendor's words: `role` is system, user, assistant or tool."""

    role: str
    text: str


@dataclass(frozen=True)
class Tool:
    """A tool that the caller offers: its name and the JSON schema of its arguments."""

    name: str
    schema: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Ask:
    """One request, read from any of the three protocols into one shape.

    Attributes:
        protocol: "chat", "responses" or "messages".
        model: the model name that was asked for.
        turns: the conversation, system text first, whichever way the vendor carries it.
        index: which sample of this prompt this is; the same (seed, prompt, index) gives the same answer.
        number: which answer of this transport this is, counted from 0 (what a `Script` follows).
        temperature: as sent, or None.
        tools: tools offered; `must_call` names the one that must be called ("" = any one), or is None.
        schema: JSON schema that the answer must follow, or None.
        n: answers wanted. limit: most tokens of an answer. stops: stop sequences.
        seed: the request's own seed, or None.
        top_logprobs: alternatives wanted at each token; None: no log-probabilities.
        stream: whether as server-sent events. body: what was sent.
    """

    protocol: Protocolled
    model: str
    turns: tuple[Turn, ...]
    index: str = "0"
    number: int = 0
    temperature: float | None = None
    tools: tuple[Tool, ...] = ()
    must_call: str | None = None
    schema: Mapping[str, Any] | None = None
    n: int = 1
    limit: int | None = None
    stops: tuple[str, ...] = ()
    seed: int | None = None
    top_logprobs: int | None = None
    stream: bool = False
    body: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @cached_property
    def system(self) -> str:
        """All system (or developer) text, joined by newlines."""
        return "\n".join(turn.text for turn in self.turns if turn.role == "system")

    @cached_property
    def text(self) -> str:
        """The last user turn's text: usually the case at hand."""
        return next((turn.text for turn in reversed(self.turns) if turn.role == "user"), "")

    @cached_property
    def prompt(self) -> str:
        """Everything asked, as one text that is the same in all three protocols."""
        return "\n".join(turn.text for turn in self.turns)

    @cached_property
    def key(self) -> str:
        """Digest of the conversation: what "the same prompt" means for sampling."""
        turns = [(turn.role, turn.text) for turn in self.turns]
        return hashlib.sha256(json.dumps(turns, ensure_ascii=False).encode()).hexdigest()

    @property
    def greedy(self) -> bool:
        """True when temperature 0 was asked for: models then give their usual answer."""
        return self.temperature is not None and self.temperature <= 0


@dataclass(frozen=True)
class ToolCall:
    """A call that the model asks for. `arguments` is a mapping, or text when it should be broken JSON."""

    name: str
    arguments: Mapping[str, Any] | str = field(default_factory=dict)

    @property
    def json(self) -> str:
        """The arguments as JSON text, or as the broken text they are."""
        return self.arguments if isinstance(self.arguments, str) else json.dumps(self.arguments)


@dataclass(frozen=True)
class Draft:
    """What a model wants to answer, before the wire shapes it (stop, max_tokens, JSON schema, tool calls).

    Attributes:
        text: the answer.
        options: answers it weighed, with probabilities that sum to 1; log-probabilities come from them.
        confidence: what it would state as its confidence, 0 to 1; fills a "confidence" field of a schema.
        tool_calls: calls it asks for.
        refusal: the words of a refusal; replaces the answer.
        fill: the text is a value to put where a JSON schema or a forced tool call wants it; else it goes out
            as is.
        finish: "length" says that the answer was cut; None lets the wire decide.
        input_tokens, output_tokens: state a usage instead of counting.
        fault: answer with this fault instead.
    """

    text: str = ""
    options: Mapping[str, float] | None = None
    confidence: float | None = None
    tool_calls: tuple[ToolCall, ...] = ()
    refusal: str | None = None
    fill: bool = False
    finish: Literal["length"] | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    fault: Fault | None = None


@runtime_checkable
class SimulatedModel(Protocol):
    """A model with known true rates. Write your own as a frozen dataclass with these four names."""

    @property
    def seed(self) -> int:
        """Seed of everything random in it."""

    @property
    def latency(self) -> float | tuple[float, float]:
        """Seconds before the answer; or (median, 95th percentile) of a log-normal latency."""

    @property
    def truth(self) -> Mapping[str, Any]:
        """Its true rates, for looking up afterwards."""

    def draft(self, ask: Ask, rng: random.Random) -> Draft:
        """Answer `ask`; `rng` is seeded from (seed, prompt, sample index)."""


def dice(seed: int, *what: str) -> random.Random:
    """A `random.Random` fixed by a seed and some words; the same on every machine and Python version."""
    digest = hashlib.sha256("\0".join((str(seed), *what)).encode()).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))


def share(name: str, value: float) -> None:
    """Raise ValueError unless `value` is a probability."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is a probability, between 0 and 1; got {value!r}")
