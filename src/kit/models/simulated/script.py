"""A model that says what you tell it to, in order: text, tool calls, faults, or what a function answers."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from kit.models.layers.fault_kinds import Fault

from .model import Ask, Draft, ToolCall

Line: TypeAlias = "str | Draft | ToolCall | Fault | Sequence[ToolCall] | Callable[[Ask], Line]"


class EndOfScript(LookupError):
    """A `Script` with then="error" was asked more often than it has replies; the wire answers 400."""


@dataclass(frozen=True)
class Script:
    """Answers the first request with the first reply, the second with the second, and so on.

    A reply is a str, a `ToolCall` or a list of them, a `Draft` (text with a stated usage, a refusal, a
    finish), a `Fault` (`Fault("rate_limit")`; an SDK's own retry then gets the next reply), or a function of
    the `Ask` that returns any of these. Requests are counted as they arrive; `n=3` takes three replies (if
    one of them is a fault that is no answer, such as a rate limit, it is all that the request gets).

    Attributes:
        replies: at least one.
        then: after the last reply, "repeat" it, or answer an "error" (HTTP 400, which SDKs do not retry).
        seed, latency: as in `Coin`; the seed decides nothing but ids.
    """

    replies: Sequence[Line]
    then: Literal["repeat", "error"] = "repeat"
    seed: int = 0
    latency: float | tuple[float, float] = 0.0

    def __post_init__(self) -> None:
        """Raise ValueError for no replies, or for one string (it would be read letter by letter)."""
        if isinstance(self.replies, str) or not self.replies:
            raise ValueError(
                f"a Script needs a list of replies, as in Script(['hello']); got {self.replies!r}"
            )
        if self.then not in ("repeat", "error"):
            raise ValueError(f"then is 'repeat' or 'error'; got {self.then!r}")

    @property
    def truth(self) -> Mapping[str, Any]:
        """`replies`, as given, and `then`."""
        return {"replies": tuple(self.replies), "then": self.then}

    def draft(self, ask: Ask, rng: random.Random) -> Draft:
        """Answer with the reply whose turn it is. Raises EndOfScript after the last, when then="error"."""
        if ask.number >= len(self.replies) and self.then == "error":
            raise EndOfScript(
                f"The script ends with reply {len(self.replies)} and this is answer {ask.number + 1}.  "
                "Ask less often, or write Script(..., then='repeat')."
            )
        return spoken(self.replies[min(ask.number, len(self.replies) - 1)], ask)


def spoken(line: Line, ask: Ask) -> Draft:
    """Turn a script's line into a draft. Raises TypeError for anything that is no reply."""
    if callable(line) and not isinstance(line, Draft | ToolCall | Fault):
        return spoken(line(ask), ask)
    if isinstance(line, Draft):
        return line
    if isinstance(line, str):
        return Draft(line)
    if isinstance(line, Fault):
        return Draft(fault=line)
    if isinstance(line, ToolCall):
        return Draft(tool_calls=(line,))
    if isinstance(line, Sequence):
        calls = tuple(call for call in line if isinstance(call, ToolCall))
        if calls and len(calls) == len(line):
            return Draft(tool_calls=calls)
    raise TypeError(
        f"a Script's reply is a str, Draft, ToolCall, Fault or a function of the ask; got {line!r}"
    )
