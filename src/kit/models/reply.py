"""Reply: one answer, whichever SDK call it came from, with why it ended and what it used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from kit.models.usage import Usage

Finish = Literal["stop", "length", "tool", "refusal", "error"]

_FINISH: dict[str | None, Finish] = {
    "stop": "stop", "length": "length", "tool_calls": "tool", "function_call": "tool",
    "content_filter": "refusal",
    "end_turn": "stop", "stop_sequence": "stop", "max_tokens": "length",
    "model_context_window_exceeded": "length", "tool_use": "tool", "pause_turn": "tool", "refusal": "refusal",
}  # fmt: skip
# Items that the caller has to answer; other `*_call` items were run by the vendor already.
_TOOL_ITEMS = ("function_call", "custom_tool_call")


@dataclass(frozen=True)
class Reply:
    """What came back from one call.

    Attributes:
        text: the answer's text, all parts joined ("" for a pure tool call, a refusal or an error).
        finish: "stop", "length" (cut off), "tool" (wants a tool run), "refusal" or "error".
        usage: tokens and price.
        seconds: how long the call took.
        error: the exception, if there was one.
        raw: the SDK's own object.
    """

    text: str = ""
    finish: Finish = "stop"
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    error: BaseException | None = None
    raw: Any = field(default=None, repr=False)

    @classmethod
    def of(cls, raw: Any, seconds: float = 0.0) -> Reply:
        """Read a ChatCompletion (its first choice), a Response, a Message, or an exception.

        Raises:
            TypeError: it is none of them (a stream, say: collect it first).
        """
        if isinstance(raw, Reply):
            return raw
        if isinstance(raw, BaseException):
            return cls(finish="error", error=raw, seconds=seconds, usage=Usage(calls=1))
        if hasattr(raw, "choices"):
            text, finish = _chat(raw)
        elif getattr(raw, "object", None) == "response":
            text, finish = _response(raw)
        elif getattr(raw, "type", None) == "message":
            text = "".join(b.text for b in raw.content if b.type == "text")
            finish = _FINISH.get(raw.stop_reason, "stop")
        else:
            raise TypeError(f"Reply.of reads a ChatCompletion, Response or Message, not {type(raw).__name__}")
        usage = Usage.of(raw.usage.model_dump() if raw.usage else None)
        error = None
        if finish == "error":
            detail = getattr(raw, "error", None)
            error = RuntimeError(getattr(detail, "message", None) or "the response failed")
        return cls(text, finish, _priced(usage, raw.model), seconds, error, raw)


def _chat(raw: Any) -> tuple[str, Finish]:
    choice = raw.choices[0]
    finish = _FINISH.get(choice.finish_reason, "stop")
    if getattr(choice.message, "refusal", None):
        finish = "refusal"
    return choice.message.content or "", finish


def _response(raw: Any) -> tuple[str, Finish]:
    parts = [p for item in raw.output if item.type == "message" for p in item.content]
    if raw.status == "failed":
        finish: Finish = "error"
    elif raw.status == "incomplete":
        reason = raw.incomplete_details and raw.incomplete_details.reason
        finish = "refusal" if reason == "content_filter" else "length"
    elif any(p.type == "refusal" for p in parts):
        finish = "refusal"
    elif any(item.type in _TOOL_ITEMS for item in raw.output):
        finish = "tool"
    else:
        finish = "stop"
    return "".join(p.text for p in parts if p.type == "output_text"), finish


def _priced(usage: Usage, model: str) -> Usage:
    """`usage` with its price, if the calls in force cost money; nan if that price is unknown."""
    from dataclasses import replace

    from kit.models.layers.stack import answers_are_free
    from kit.models.prices import cost

    if answers_are_free(model):
        return usage
    try:
        return replace(usage, usd=cost(usage, model))
    except LookupError:
        return replace(usage, usd=float("nan"))
