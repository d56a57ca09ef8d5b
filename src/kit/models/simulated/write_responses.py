"""Answers written as OpenAI's Responses API sends them, whole and as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .answer import Answer
from .request import Request
from .write_chat import token_logprobs


def whole(request: Request, answer: Answer, ident: str, created: int) -> dict[str, Any]:
    """Write a `response`, finished or cut off."""
    cut = answer.finish == "length"
    return {
        **_frame(request, ident, created),
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "completed_at": None if cut else created,
        "output": _items(request, answer, ident),
        "usage": {
            "input_tokens": answer.input_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": answer.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": answer.input_tokens + answer.output_tokens,
        },
    }


def stream(request: Request, answer: Answer, ident: str, created: int) -> Iterator[bytes]:
    """Write the events from `response.created` to `response.completed` (or `.incomplete`)."""
    done = whole(request, answer, ident, created)
    opened: dict[str, Any] = {
        "status": "in_progress",
        "incomplete_details": None,
        "completed_at": None,
        "output": [],
        "usage": None,
    }
    number = -1

    def event(kind: str, **fields: Any) -> bytes:
        nonlocal number
        number += 1
        data = {"type": kind, "sequence_number": number, **fields}
        return (
            f"event: {kind}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()
        )

    yield event("response.created", response={**done, **opened})
    yield event("response.in_progress", response={**done, **opened})
    for place, item in enumerate(done["output"]):
        at = {"item_id": item["id"], "output_index": place}
        if item["type"] == "function_call":
            begun = {**item, "status": "in_progress", "arguments": ""}
            yield event("response.output_item.added", output_index=place, item=begun)
            text = item["arguments"]
            for part in (text[: len(text) // 2], text[len(text) // 2 :]):
                yield event("response.function_call_arguments.delta", **at, delta=part)
            yield event("response.function_call_arguments.done", **at, arguments=text)
        else:
            begun = {**item, "status": "in_progress", "content": []}
            yield event("response.output_item.added", output_index=place, item=begun)
            yield from _message_events(event, at, item["content"][0], request, answer)
        yield event("response.output_item.done", output_index=place, item=item)
    yield event(f"response.{done['status']}", response=done)


def _message_events(
    event: Any, at: dict[str, Any], part: dict[str, Any], request: Request, answer: Answer
) -> Iterator[bytes]:
    at = {**at, "content_index": 0}
    if part["type"] == "refusal":
        yield event("response.content_part.added", **at, part={"type": "refusal", "refusal": ""})
        for piece in answer.pieces:
            yield event("response.refusal.delta", **at, delta=piece)
        yield event("response.refusal.done", **at, refusal=answer.refusal)
    else:
        yield event("response.content_part.added", **at, part={**part, "text": "", "logprobs": []})
        for place, piece in enumerate(answer.pieces):
            found = token_logprobs((answer.logprobs or ())[place : place + 1], request.top_logprobs or 0)
            yield event("response.output_text.delta", **at, delta=piece, logprobs=found)
        yield event("response.output_text.done", **at, text=part["text"], logprobs=part["logprobs"])
    yield event("response.content_part.done", **at, part=part)


def _items(request: Request, answer: Answer, ident: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    status = "incomplete" if answer.finish == "length" else "completed"
    if answer.text or not answer.calls:
        part: dict[str, Any] = {"type": "refusal", "refusal": answer.refusal}
        if answer.refusal is None:
            found = token_logprobs(answer.logprobs or (), request.top_logprobs or 0)
            part = {"type": "output_text", "annotations": [], "logprobs": found, "text": answer.text}
        head = {"id": f"msg_{ident}", "type": "message", "role": "assistant"}
        items.append({**head, "status": status, "content": [part]})
    for call in answer.calls:
        item = {
            "id": f"fc_{call.id}",
            "type": "function_call",
            "status": "completed",
            "call_id": f"call_{call.id}",
        }
        items.append({**item, "name": call.name, "arguments": call.arguments})
    return items


def _frame(request: Request, ident: str, created: int) -> dict[str, Any]:
    body = request.body
    plain = {"description": None, "parameters": None, "strict": True}
    tools = [
        {**(plain if tool.get("type") == "function" else {}), **tool} for tool in body.get("tools") or ()
    ]
    text = {"format": {"type": "text"}, "verbosity": "medium", **(body.get("text") or {})}
    return {
        "id": f"resp_{ident}",
        "object": "response",
        "created_at": created,
        "background": False,
        "error": None,
        "instructions": body.get("instructions"),
        "max_output_tokens": body.get("max_output_tokens"),
        "max_tool_calls": body.get("max_tool_calls"),
        "metadata": body.get("metadata") or {},
        "model": request.ask.model,
        "parallel_tool_calls": body.get("parallel_tool_calls", True),
        "previous_response_id": None,
        "reasoning": {"effort": None, "summary": None},
        "service_tier": "default",
        "temperature": body["temperature"] if body.get("temperature") is not None else 1.0,
        "text": text,
        "tool_choice": body.get("tool_choice") or "auto",
        "tools": tools,
        "top_logprobs": request.top_logprobs or 0,
        "top_p": body["top_p"] if body.get("top_p") is not None else 1.0,
        "truncation": body.get("truncation") or "disabled",
        "user": body.get("user"),
    }
