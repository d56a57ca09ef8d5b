"""Evidence: what a simulated model was asked, by whom and what it answered.

A check reads it to see what really happened on the wire (how many calls, with which parameters). Every record
is immutable: what it shows of a request is parsed afresh from the bytes that came.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.models.usage import Usage


@dataclass(frozen=True)
class Call:
    """One request to a simulated model and what came of it.

    Attributes:
        protocol: chat, responses, messages or count_tokens ("" for a path that no vendor has).
        sdk: "openai" or "anthropic", by the protocol spoken.
        body: the request's body, as text.
        started: when it came, seconds since the epoch.
        model: the model name asked for.
        streamed: whether a stream was asked for.
        status: HTTP status that was answered (0: no answer, the connection broke).
        texts: the answers, one per choice; `text` is the first. A refusal's words, or "" for tool calls
            alone.
        tool_calls: (name, arguments as JSON text) of each call answered.
        finish: stop, length, tool, refusal, or error.
        fault: kind of the fault answered, or None.
        input_tokens, output_tokens: as counted.
        error: the vendor-shaped error's sentence, or None.
    """

    protocol: str
    sdk: str
    body: str
    started: float
    model: str = ""
    streamed: bool = False
    status: int = 200
    texts: tuple[str, ...] = ()
    tool_calls: tuple[tuple[str, str], ...] = ()
    finish: str = "stop"
    fault: str | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    error: str | None = None

    @property
    def text(self) -> str:
        """The first answer's text."""
        return self.texts[0] if self.texts else ""

    @property
    def params(self) -> dict[str, Any]:
        """Everything that was sent, as a fresh dict; {} when it was not a JSON object."""
        try:
            body = json.loads(self.body)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The conversation as sent: `messages`, or `input` of the Responses API (text: one user turn)."""
        params = self.params
        asked = params.get("messages", params.get("input", []))
        return [{"role": "user", "content": asked}] if isinstance(asked, str) else list(asked)

    @property
    def usage(self) -> Usage:
        """Tokens of this call, as a `Usage` (calls=1, usd=0.0)."""
        from kit.models.usage import Usage

        return Usage(input_tokens=self.input_tokens, output_tokens=self.output_tokens, calls=1)


class Calls(Sequence[Call]):
    """The calls a simulated model answered, in order. Safe to read while others write."""

    def __init__(self) -> None:
        """Start with no calls."""
        self._calls: list[Call] = []

    @property
    def count(self) -> int:  # type: ignore[override]
        """How many calls there were, faults and refused requests included."""
        return len(self)

    @property
    def usage(self) -> Usage:
        """Tokens of all calls, added up."""
        from kit.models.usage import Usage

        return sum((call.usage for call in self), Usage())

    @property
    def last(self) -> Call:
        """The latest call. Raises LookupError when there was none."""
        if not self._calls:
            raise LookupError("no call reached the model; was the client built from kit, inside the block?")
        return self._calls[-1]

    def __len__(self) -> int:
        """Count the calls."""
        return len(self._calls)

    def __getitem__(self, index: Any) -> Any:
        """Take one call by its place, or several by a slice."""
        return self._calls[index]

    def __repr__(self) -> str:
        """Say how many calls, and tokens, there were."""
        return (
            f"Calls({self.count} calls, {self.usage.input_tokens} tokens in, {self.usage.output_tokens} out)"
        )

    def _repr_html_(self) -> str:
        """Draw a table of the calls: what was asked last, what was answered, and how it ended."""
        from html import escape

        rows = []
        for place, call in enumerate(self):
            asked = str((call.messages or [{}])[-1].get("content", ""))
            cells = (place, call.protocol, asked[:80], call.text[:80] or call.error or "", call.finish)
            rows.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + "</tr>")
        head = "".join(f"<th>{name}</th>" for name in ("#", "protocol", "asked", "answered", "finish"))
        return f"<table><caption>{escape(repr(self))}</caption><tr>{head}</tr>{''.join(rows)}</table>"
