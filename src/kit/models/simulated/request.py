"""A vendor's request body, read into one shape (`Request`) whichever protocol it came in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .model import Ask, Tool, Turn


@dataclass(frozen=True)
class Request:
    """One request: the `Ask` that the model sees, and what only the wire needs to know.

    Attributes:
        ask: index and number still unset.
        n: answers wanted. limit: most tokens of an answer. stops: stop sequences.
        seed: the request's own seed, or None.
        top_logprobs: alternatives wanted at each token; None: no log-probabilities.
        stream: whether as server-sent events. body: what came.
    """

    ask: Ask
    body: Mapping[str, Any]
    n: int = 1
    limit: int | None = None
    stops: tuple[str, ...] = ()
    seed: int | None = None
    top_logprobs: int | None = None
    stream: bool = False


def chat(body: Mapping[str, Any]) -> Request:
    """Read a chat completions body (already validated)."""
    stop = body.get("stop") or ()
    offered = body.get("tools") or ()
    tools = [
        Tool(t["function"]["name"], t["function"].get("parameters") or {}) for t in offered if "function" in t
    ]
    shape = body.get("response_format") or {}
    schema = shape.get("json_schema", {}).get("schema") if shape.get("type") == "json_schema" else None
    choice = body.get("tool_choice")
    named = choice.get("function", {}).get("name") if isinstance(choice, dict) else None
    wants_logprobs = bool(body.get("logprobs"))
    ask = Ask(
        protocol="chat",
        model=body["model"],
        turns=tuple(_chat_turn(message) for message in body["messages"]),
        temperature=body.get("temperature"),
        tools=tuple(tools),
        must_call="" if choice == "required" else named,
        schema=schema if schema is not None else ({} if shape.get("type") == "json_object" else None),
    )
    return Request(
        ask,
        body,
        n=body.get("n") or 1,
        limit=body.get("max_completion_tokens") or body.get("max_tokens"),
        stops=(stop,) if isinstance(stop, str) else tuple(stop),
        seed=body.get("seed"),
        top_logprobs=(body.get("top_logprobs") or 0) if wants_logprobs else None,
        stream=bool(body.get("stream")),
    )


def responses(body: Mapping[str, Any]) -> Request:
    """Read a Responses body (already validated)."""
    turns = [Turn("system", body["instructions"])] if body.get("instructions") else []
    given = body.get("input") or ""
    turns += [Turn("user", given)] if isinstance(given, str) else [_item_turn(item) for item in given]
    shape = (body.get("text") or {}).get("format") or {}
    choice = body.get("tool_choice")
    named = choice.get("name") if isinstance(choice, dict) else None
    ask = Ask(
        protocol="responses",
        model=body.get("model") or "simulated",
        turns=tuple(turns),
        temperature=body.get("temperature"),
        tools=tuple(
            Tool(tool["name"], tool.get("parameters") or {})
            for tool in body.get("tools") or ()
            if "name" in tool
        ),
        must_call="" if choice == "required" else named,
        schema=shape.get("schema", {}) if shape.get("type") in ("json_schema", "json_object") else None,
    )
    wants = "message.output_text.logprobs" in (body.get("include") or ())
    return Request(
        ask,
        body,
        limit=body.get("max_output_tokens"),
        top_logprobs=(body.get("top_logprobs") or 0) if wants else None,
        stream=bool(body.get("stream")),
    )


def messages(body: Mapping[str, Any]) -> Request:
    """Read a messages (or count_tokens) body (already validated)."""
    turns = [Turn("system", _text(body["system"]))] if body.get("system") else []
    for message in body["messages"]:
        turns += _blocks(message["role"], message["content"])
    choice = body.get("tool_choice") or {}
    shape = (body.get("output_config") or {}).get("format") or body.get("output_format") or {}
    ask = Ask(
        protocol="messages",
        model=body["model"],
        turns=tuple(turns),
        temperature=body.get("temperature"),
        tools=tuple(
            Tool(tool["name"], tool.get("input_schema") or {})
            for tool in body.get("tools") or ()
            if "name" in tool
        ),
        must_call={"any": "", "tool": choice.get("name", "")}.get(choice.get("type", "")),
        schema=shape.get("schema"),
    )
    return Request(
        ask,
        body,
        limit=body.get("max_tokens"),
        stops=tuple(body.get("stop_sequences") or ()),
        stream=bool(body.get("stream")),
    )


def _text(content: Any) -> str:
    """Text of a content field: a string, or parts of which the text ones count."""
    if isinstance(content, str):
        return content
    return "\n".join(_part(part) for part in content or ())


def _part(part: Mapping[str, Any]) -> str:
    for name in ("text", "refusal"):
        if isinstance(part.get(name), str):
            return str(part[name])
    return f"[{part.get('type', 'part')}]"


def _called(name: str, arguments: Any) -> str:
    loose = arguments
    if isinstance(arguments, str):
        try:
            loose = json.loads(arguments)
        except ValueError:
            return f"{name}({arguments})"
    return f"{name}({json.dumps(loose, sort_keys=True, ensure_ascii=False)})"


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(part for part in parts if part)


def _chat_turn(message: Mapping[str, Any]) -> Turn:
    role = {"developer": "system", "function": "tool"}.get(message["role"], message["role"])
    calls = [
        _called(call["function"]["name"], call["function"]["arguments"])
        for call in message.get("tool_calls") or ()
        if "function" in call
    ]
    return Turn(role, _joined([_text(message.get("content")), message.get("refusal") or "", *calls]))


def _item_turn(item: Mapping[str, Any]) -> Turn:
    kind = item.get("type", "message")
    if kind == "function_call":
        return Turn("assistant", _called(item["name"], item["arguments"]))
    if kind == "function_call_output":
        return Turn("tool", _text(item["output"]))
    if kind != "message":
        return Turn("assistant", f"[{kind}]")
    role = {"developer": "system"}.get(item["role"], item["role"])
    return Turn(role, _text(item["content"]))


def _blocks(role: str, content: Any) -> list[Turn]:
    if isinstance(content, str):
        return [Turn(role, content)]
    texts, results = [], []
    for block in content:
        if block["type"] == "tool_use":
            texts.append(_called(block["name"], block["input"]))
        elif block["type"] == "tool_result":
            results.append(Turn("tool", _text(block.get("content"))))
        else:
            texts.append(_part(block))
    return results + ([Turn(role, _joined(texts))] if texts else [])
