"""Answers written as Anthropic's Messages API sends them, whole and as events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .answer import Answer
from .model import Ask, ToolCall
from .tokens import tokens

_FINISH = {"stop": "end_turn", "length": "max_tokens", "tool": "tool_use", "refusal": "refusal"}


def whole(ask: Ask, answers: Sequence[Answer], ident: str) -> dict[str, Any]:
    """Write a `message`."""
    answer = answers[0]
    content: list[dict[str, Any]] = [{"type": "text", "text": answer.text}] if answer.text else []
    content += [
        {"type": "tool_use", "id": f"toolu_{ident}{place}", "name": call.name, "input": _input(call)}
        for place, call in enumerate(answer.calls)
    ]
    refused = {"type": "refusal", "category": None, "explanation": answer.refusal}
    stopped = answer.stop_sequence is not None and answer.finish == "stop"
    return {
        "id": f"msg_{ident}",
        "type": "message",
        "role": "assistant",
        "model": ask.model,
        "content": content,
        "stop_reason": "stop_sequence" if stopped else _FINISH[answer.finish],
        "stop_sequence": answer.stop_sequence,
        "stop_details": refused if answer.finish == "refusal" else None,
        "usage": {
            "input_tokens": answer.input_tokens,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 0,
            "output_tokens": answer.output_tokens,
        },
    }


def stream(ask: Ask, answers: Sequence[Answer], ident: str) -> Iterator[dict[str, Any]]:
    """Write the events from `message_start` to `message_stop`, a delta a token."""
    done = whole(ask, answers, ident)
    end = {name: done[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
    opened = {**done, **dict.fromkeys(end), "content": [], "usage": {**done["usage"], "output_tokens": 1}}
    yield {"type": "message_start", "message": opened}
    for index, block in enumerate(done["content"]):
        if block["type"] == "text":
            empty: dict[str, Any] = {"text": ""}
            kind, field, pieces = "text_delta", "text", answers[0].pieces
        else:
            empty, kind, field = {"input": {}}, "input_json_delta", "partial_json"
            pieces = ["", *tokens(json.dumps(block["input"]))]
        yield {"type": "content_block_start", "index": index, "content_block": {**block, **empty}}
        for piece in pieces:
            yield {"type": "content_block_delta", "index": index, "delta": {"type": kind, field: piece}}
        yield {"type": "content_block_stop", "index": index}
    yield {"type": "message_delta", "delta": end, "usage": done["usage"]}
    yield {"type": "message_stop"}


def _input(call: ToolCall) -> Any:
    """Arguments as an object: the API never sends broken JSON here, so broken text arrives as one field."""
    try:
        value = json.loads(call.json)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {"input": call.json}
