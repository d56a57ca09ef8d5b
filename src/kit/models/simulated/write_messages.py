"""Answers written as Anthropic's Messages API sends them, whole and as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from .answer import Answer
from .request import Request

_FINISH = {"stop": "end_turn", "length": "max_tokens", "tool": "tool_use", "refusal": "refusal"}


def whole(request: Request, answer: Answer, ident: str) -> dict[str, Any]:
    """Write a `message`."""
    content: list[dict[str, Any]] = [{"type": "text", "text": answer.text}] if answer.text else []
    for call in answer.calls:
        content.append(
            {"type": "tool_use", "id": f"toolu_{call.id}", "name": call.name, "input": _input(call)}
        )
    return {
        "id": f"msg_{ident}",
        "type": "message",
        "role": "assistant",
        "model": request.ask.model,
        "content": content,
        **_end(answer),
        "usage": {"input_tokens": answer.input_tokens, **_usage(answer)},
    }


def stream(request: Request, answer: Answer, ident: str) -> Iterator[bytes]:
    """Write the events from `message_start` to `message_stop`, a delta a token."""
    start = whole(request, answer, ident)
    opened: dict[str, Any] = {"stop_reason": None, "stop_sequence": None, "stop_details": None, "content": []}
    start_usage = {**start["usage"], "output_tokens": 1}
    yield _event("message_start", message={**start, **opened, "usage": start_usage})
    for index, block in enumerate(start["content"]):
        empty: dict[str, Any]
        if block["type"] == "text":
            empty, key, pieces = {"type": "text", "text": ""}, "text", answer.pieces
        else:
            empty, key = {**block, "input": {}}, "partial_json"
            text = json.dumps(block["input"])
            pieces = ["", text[: len(text) // 2], text[len(text) // 2 :]]
        yield _event("content_block_start", index=index, content_block=empty)
        if index == 0:
            yield _event("ping")
        kind = "text_delta" if key == "text" else "input_json_delta"
        for piece in pieces:
            yield _event("content_block_delta", index=index, delta={"type": kind, key: piece})
        yield _event("content_block_stop", index=index)
    yield _event(
        "message_delta", delta=_end(answer), usage={"input_tokens": answer.input_tokens, **_usage(answer)}
    )
    yield _event("message_stop")


def _end(answer: Answer) -> dict[str, Any]:
    refused = answer.finish == "refusal"
    details = {"type": "refusal", "category": None, "explanation": answer.refusal} if refused else None
    return {
        "stop_reason": "stop_sequence"
        if answer.stop_sequence and answer.finish == "stop"
        else _FINISH[answer.finish],
        "stop_sequence": answer.stop_sequence,
        "stop_details": details,
    }


def _usage(answer: Answer) -> dict[str, Any]:
    return {
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 0,
        "output_tokens": answer.output_tokens,
    }


def _input(call: Any) -> Any:
    """Arguments as an object: the API never sends broken JSON here, so broken text arrives as one field."""
    try:
        value = json.loads(call.arguments)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {"input": call.arguments}


def _event(kind: str, **fields: Any) -> bytes:
    data = json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":"))
    return f"event: {kind}\ndata: {data}\n\n".encode()
