"""A vendor's request body, read into one `Ask` whichever of the three protocols it came in.

The protocols differ in names and nesting more than in what they say, so one reader looks in each place where
any of them may say it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from .model import Ask, Protocolled, Tool, Turn


def read(protocol: Protocolled, body: Mapping[str, Any]) -> Ask:
    """Read a body that was found valid; `index` and `number` stay unset.

    Args:
        protocol: chat, responses or messages (count_tokens has the shape of messages).
        body: the request's JSON, parsed.
    """
    system = body.get("system") or body.get("instructions")
    talk = body.get("messages") or body.get("input") or ""
    talk = [{"role": "user", "content": talk}] if isinstance(talk, str) else talk
    offered = [tool.get("function", tool) for tool in body.get("tools") or ()]
    nested = body.get("text") or body.get("output_config") or {}
    shape = body.get("response_format") or body.get("output_format") or nested.get("format") or {}
    any_json: dict[str, Any] | None = {} if shape.get("type") == "json_object" else None
    stop = body.get("stop") or body.get("stop_sequences") or ()
    limits = ("max_completion_tokens", "max_tokens", "max_output_tokens")
    scored = body.get("logprobs") or "message.output_text.logprobs" in (body.get("include") or ())
    return Ask(
        protocol,
        body.get("model") or "simulated",
        (
            *([Turn("system", _text(system))] if system else []),
            *(turn for message in talk for turn in _turns(message)),
        ),
        temperature=body.get("temperature"),
        tools=tuple(
            Tool(tool["name"], tool.get("parameters") or tool.get("input_schema") or {})
            for tool in offered
            if "name" in tool
        ),
        must_call=_must_call(body.get("tool_choice")),
        schema=shape.get("json_schema", shape).get("schema", any_json),
        n=body.get("n") or 1,
        limit=next((body[name] for name in limits if body.get(name)), None),
        stops=(stop,) if isinstance(stop, str) else tuple(stop),
        seed=body.get("seed"),
        top_logprobs=(body.get("top_logprobs") or 0) if scored else None,
        stream=bool(body.get("stream")),
        body=body,
    )


def _must_call(choice: Any) -> str | None:
    """Tell which tool must be called: "" for any one, None for none."""
    if isinstance(choice, dict):
        any_one = "" if choice.get("type") == "any" else None
        return choice.get("function", choice).get("name", any_one)
    return "" if choice == "required" else None


def _turns(item: Mapping[str, Any]) -> list[Turn]:
    """Read a message, or an item of the Responses API; a tool's result is a turn of its own."""
    if "role" not in item:
        return [Turn("tool" if "output" in item else "assistant", _part(item))]
    role = {"developer": "system", "function": "tool"}.get(item["role"], item["role"])
    content = item.get("content") or ()
    parts = [content] if isinstance(content, str) else list(content)
    parts += [item.get("refusal") or "", *(item.get("tool_calls") or ())]
    results = [part for part in parts if isinstance(part, dict) and part.get("type") == "tool_result"]
    said = "\n".join(filter(None, (_part(part) for part in parts if part not in results)))
    own = [Turn(role, said)] if said or not results else []
    return [Turn("tool", _part(result)) for result in results] + own


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "\n".join(_part(part) for part in content)


def _part(part: Any) -> str:
    """Say a part of a message in words: its text, the call that it is, or what kind of thing stands there."""
    if isinstance(part, str):
        return part
    part = part.get("function", part)
    if "name" in part:
        return f"{part['name']}({_tidy(part.get('arguments', part.get('input')))})"
    inside = next((part[name] for name in ("text", "refusal", "output", "content") if part.get(name)), None)
    return f"[{part.get('type', 'part')}]" if inside is None else _text(inside)


def _tidy(arguments: Any) -> str:
    """Write a call's arguments alike, whether they came as JSON text or as an object."""
    try:
        value = json.loads(arguments) if isinstance(arguments, str) else arguments
    except ValueError:
        return str(arguments)
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
