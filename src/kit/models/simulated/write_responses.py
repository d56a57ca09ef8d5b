"""Answers written as OpenAI's Responses API sends them, whole and as events."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from .answer import Answer
from .model import Ask
from .tokens import tokens


def whole(ask: Ask, answers: Sequence[Answer], ident: str) -> dict[str, Any]:
    """Write a `response`, finished or cut off: every field of the type, the request's own echoed."""
    from openai.types.responses import Response

    answer, fields, created = answers[0], Response.model_fields, int(time.time())
    cut = answer.finish == "length"
    return {
        **dict.fromkeys(fields),
        "parallel_tool_calls": True,
        "tool_choice": "auto",
        "tools": [],
        "temperature": 1.0,
        "top_p": 1.0,
        **{name: value for name, value in ask.body.items() if name in fields and value is not None},
        "id": f"resp_{ident}",
        "object": "response",
        "model": ask.model,
        "created_at": created,
        "completed_at": None if cut else created,
        "status": "incomplete" if cut else "completed",
        "incomplete_details": {"reason": "max_output_tokens"} if cut else None,
        "output": _items(answer, ident),
        "usage": {
            "input_tokens": answer.input_tokens,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": answer.output_tokens,
            "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": answer.input_tokens + answer.output_tokens,
        },
    }


def stream(ask: Ask, answers: Sequence[Answer], ident: str) -> Iterator[dict[str, Any]]:
    """Write the events from `response.created` to `response.completed` (or `.incomplete`)."""
    for number, (kind, fields) in enumerate(_events(whole(ask, answers, ident), answers[0])):
        yield {"type": f"response.{kind}", "sequence_number": number, **fields}


def _events(done: dict[str, Any], answer: Answer) -> Iterator[tuple[str, dict[str, Any]]]:
    unset = dict.fromkeys(("incomplete_details", "completed_at", "usage"))
    opened = {**done, **unset, "status": "in_progress", "output": []}
    yield "created", {"response": opened}
    yield "in_progress", {"response": opened}
    for place, item in enumerate(done["output"]):
        at = {"item_id": item["id"], "output_index": place}
        empty: dict[str, Any] = {"arguments": ""} if item["type"] == "function_call" else {"content": []}
        begun = {**item, **empty, "status": "in_progress"}
        yield "output_item.added", {"output_index": place, "item": begun}
        if item["type"] == "function_call":
            for piece in tokens(item["arguments"]):
                yield "function_call_arguments.delta", {**at, "delta": piece}
            yield "function_call_arguments.done", {**at, "arguments": item["arguments"]}
        else:
            yield from _part_events({**at, "content_index": 0}, item["content"][0], answer)
        yield "output_item.done", {"output_index": place, "item": item}
    yield done["status"], {"response": done}


def _part_events(
    at: dict[str, Any], part: dict[str, Any], answer: Answer
) -> Iterator[tuple[str, dict[str, Any]]]:
    field = "refusal" if answer.refusal is not None else "text"
    kind = part["type"]
    scored = kind == "output_text"
    yield "content_part.added", {**at, "part": {**part, field: "", **({"logprobs": []} if scored else {})}}
    for place, piece in enumerate(answer.pieces):
        found = {"logprobs": (answer.logprobs or [])[place : place + 1]} if scored else {}
        yield f"{kind}.delta", {**at, "delta": piece, **found}
    yield f"{kind}.done", {**at, field: part[field], **({"logprobs": part["logprobs"]} if scored else {})}
    yield "content_part.done", {**at, "part": part}


def _items(answer: Answer, ident: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    if answer.text or not answer.calls:
        part: dict[str, Any] = {"type": "refusal", "refusal": answer.refusal}
        if answer.refusal is None:
            found = answer.logprobs or []
            part = {"type": "output_text", "annotations": [], "logprobs": found, "text": answer.text}
        status = "incomplete" if answer.finish == "length" else "completed"
        head = {"id": f"msg_{ident}", "type": "message", "role": "assistant"}
        items.append({**head, "status": status, "content": [part]})
    for place, call in enumerate(answer.calls):
        item = {"id": f"fc_{ident}{place}", "type": "function_call", "status": "completed"}
        call_id = f"call_{ident}{place}"
        items.append({**item, "call_id": call_id, "name": call.name, "arguments": call.json})
    return items
