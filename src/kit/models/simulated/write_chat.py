"""Answers written as OpenAI's Chat Completions API sends them, whole and as events."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from .answer import Answer
from .model import Ask
from .tokens import tokens

_FINISH = {"stop": "stop", "length": "length", "tool": "tool_calls", "refusal": "stop"}


def whole(ask: Ask, answers: Sequence[Answer], ident: str) -> dict[str, Any]:
    """Write a `chat.completion`."""
    prompt, answered = answers[0].input_tokens, sum(answer.output_tokens for answer in answers)
    return {
        "id": f"chatcmpl-{ident}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": ask.model,
        "choices": [_choice(place, answer, ident) for place, answer in enumerate(answers)],
        "usage": {
            "prompt_tokens": prompt,
            "completion_tokens": answered,
            "total_tokens": prompt + answered,
            "prompt_tokens_details": {"cached_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 0},
        },
        "system_fingerprint": "fp_simulated",
    }


def stream(ask: Ask, answers: Sequence[Answer], ident: str) -> Iterator[dict[str, Any]]:
    """Write the `chat.completion.chunk` events, one a token."""
    done = whole(ask, answers, ident)
    head = {**done, "object": "chat.completion.chunk", "usage": None}
    for answer, choice in zip(answers, done["choices"], strict=True):
        for delta, found in _deltas(answer, choice["message"]):
            part = {"index": choice["index"], "delta": delta, "logprobs": found, "finish_reason": None}
            yield {**head, "choices": [part]}
        end = {"index": choice["index"], "delta": {}, "finish_reason": choice["finish_reason"]}
        yield {**head, "choices": [end]}
    if (ask.body.get("stream_options") or {}).get("include_usage"):
        yield {**head, "choices": [], "usage": done["usage"]}


def _deltas(answer: Answer, message: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    """The changes that add up to a message, each with its log-probabilities."""
    yield {"role": "assistant", "content": None if answer.calls else "", "refusal": None}, None
    field = "content" if answer.refusal is None else "refusal"
    for place, piece in enumerate(answer.pieces):
        yield {field: piece}, _logprobs(answer.logprobs and answer.logprobs[place : place + 1])
    for index, call in enumerate(message.get("tool_calls", ())):
        begun = {**call, "index": index, "function": {**call["function"], "arguments": ""}}
        yield {"tool_calls": [begun]}, None
        for piece in tokens(call["function"]["arguments"]):
            yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}, None


def _choice(index: int, answer: Answer, ident: str) -> dict[str, Any]:
    silent = answer.calls or answer.refusal
    message: dict[str, Any] = {
        "role": "assistant",
        "content": None if silent and not answer.text else answer.text,
        "refusal": answer.refusal,
    }
    if answer.calls:
        message["tool_calls"] = [
            {
                "id": f"call_{ident}{index}{place}",
                "type": "function",
                "function": {"name": call.name, "arguments": call.json},
            }
            for place, call in enumerate(answer.calls)
        ]
    return {
        "index": index,
        "message": message,
        "logprobs": _logprobs(answer.logprobs),
        "finish_reason": _FINISH[answer.finish],
    }


def _logprobs(found: Any) -> dict[str, Any] | None:
    return None if found is None else {"content": found, "refusal": None}
