"""Usage: what calls consumed. It adds up with `+` and `sum()`, so a whole run prices like one call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Usage:
    """Tokens, calls and US dollars.

    Attributes:
        input_tokens: prompt tokens, cached ones included.
        output_tokens: generated tokens, hidden reasoning included.
        cached_tokens: the part of `input_tokens` that the vendor read from its prompt cache.
        calls: requests that reached a model.
        usd: price in US dollars; nan when a paid model's price is unknown.
    """

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0
    calls: int = 0
    usd: float = 0.0

    @property
    def tokens(self) -> int:
        """Input and output tokens together."""
        return self.input_tokens + self.output_tokens

    def __add__(self, other: Usage) -> Usage:
        if not isinstance(other, Usage):
            return NotImplemented
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
            self.calls + other.calls,
            self.usd + other.usd,
        )

    def __radd__(self, other: object) -> Usage:
        return self if other == 0 else NotImplemented

    def __str__(self) -> str:
        money = "price unknown" if self.usd != self.usd else f"${self.usd:.4f}"
        cached = f" ({self.cached_tokens} cached)" if self.cached_tokens else ""
        return f"{self.calls} calls, {self.input_tokens}{cached} + {self.output_tokens} tokens, {money}"

    @classmethod
    def of(cls, body: Mapping[str, Any] | None, usd: float = 0.0) -> Usage:
        """Read the `usage` object of a chat completion, response, message or embedding (as a mapping).

        Anthropic reports the prompt in three fields (fresh, written to and read from the cache); OpenAI in
        one that includes the cached part. Both become one `input_tokens`, with the cached part beside it.
        """
        if not body:
            return cls(calls=1, usd=usd)
        details = body.get("prompt_tokens_details") or body.get("input_tokens_details") or {}
        cached = int(body.get("cache_read_input_tokens") or details.get("cached_tokens") or 0)
        fresh = int(body.get("input_tokens") or body.get("prompt_tokens") or 0)
        if "prompt_tokens" not in body and "input_tokens_details" not in body:
            fresh += int(body.get("cache_creation_input_tokens") or 0) + int(
                body.get("cache_read_input_tokens") or 0
            )
        output = int(body.get("output_tokens") or body.get("completion_tokens") or 0)
        return cls(fresh, output, cached, 1, usd)
