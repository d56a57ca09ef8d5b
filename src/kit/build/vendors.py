"""Native tool calling, in both vendors' words: what a reply asks for, and the turns to send back.

Three protocols say the same in three ways. Chat completions: `tool_calls` of a message, JSON text, answered
by messages of role "tool". Responses: `function_call` items, answered by `function_call_output` items.
Messages: `tool_use` blocks, arguments already parsed, answered by one user turn of `tool_result` blocks.
Left out: streams (collect them first), and tools that the vendor runs itself. A model that reasons, asked on
responses with `store=False`, needs `include=["reasoning.encrypted_content"]` in your call to go on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kit.build.dispatch import Result

Turn = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """One call that a model asks for.

    Attributes:
        id: what the result must name.
        name, arguments: as the model wrote them; arguments are JSON text, or a mapping (messages).
    """

    id: str
    name: str
    arguments: str | Mapping[str, Any]


def wanted(raw: Any) -> list[Wanted]:
    """The calls that a reply asks for, in order; [] if it asks for none.

    Args:
        raw: a ChatCompletion (its first choice), a Response or a Message, as the SDK returned it.
    Raises:
        TypeError: it is none of them.
    """
    if hasattr(raw, "choices"):
        calls = raw.choices[0].message.tool_calls or ()
        return [Wanted(c.id, c.function.name, c.function.arguments) for c in calls if c.type == "function"]
    if getattr(raw, "object", None) == "response":
        return [Wanted(i.call_id, i.name, i.arguments) for i in raw.output if i.type == "function_call"]
    if getattr(raw, "type", None) == "message":
        return [Wanted(b.id, b.name, b.input) for b in raw.content if b.type == "tool_use"]
    raise TypeError(f"tools are read from a ChatCompletion, Response or Message, not {type(raw).__name__}")


def turns(raw: Any, results: Sequence[tuple[Wanted, Result]]) -> list[Turn]:
    """What to put behind the messages that were sent: the reply itself, then what its calls came to.

    Args:
        raw: the reply, as in `wanted`.
        results: each call with its result; the vendors want one for every call.
    """
    if hasattr(raw, "choices"):
        message = raw.choices[0].message
        own: Turn = {"role": "assistant", "content": message.content or ""}
        if results:
            own["tool_calls"] = [_chat_call(call) for call, _ in results]
        told = [{"role": "tool", "tool_call_id": call.id, "content": made.text} for call, made in results]
        return [own, *told]
    if getattr(raw, "object", None) == "response":
        items = [item.model_dump(mode="json", exclude_none=True, by_alias=True) for item in raw.output]
        kind = "function_call_output"
        return [*items, *({"type": kind, "call_id": call.id, "output": made.text} for call, made in results)]
    blocks = [block.model_dump(mode="json", exclude_none=True) for block in raw.content]
    said = [_tool_result(call, made) for call, made in results]
    return [{"role": "assistant", "content": blocks}, *([{"role": "user", "content": said}] if said else [])]


def _chat_call(call: Wanted) -> Turn:
    function = {"name": call.name, "arguments": call.arguments}
    return {"id": call.id, "type": "function", "function": function}


def _tool_result(call: Wanted, made: Result) -> Turn:
    fault = {} if made.ok else {"is_error": True}
    return {"type": "tool_result", "tool_use_id": call.id, "content": made.text, **fault}
