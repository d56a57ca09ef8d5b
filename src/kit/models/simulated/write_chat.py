"""Answers written as OpenAI's Chat Completions API sends them, whole and as server-sent events."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from .answer import Answer, CallOut
from .request import Request
from .tokens import TokenLogprob

_FINISH = {"stop": "stop", "length": "length", "tool": "tool_calls", "refusal": "stop"}


def whole(request: Request, answers: Sequence[Answer], ident: str, created: int) -> dict[str, Any]:
    """Write a `chat.completion`."""
    return {
        "id": f"chatcmpl-{ident}",
        "object": "chat.completion",
        "created": created,
        "model": request.ask.model,
        "choices": [_choice(place, answer, request) for place, answer in enumerate(answers)],
        "usage": usage(answers),
        "service_tier": "default",
        "system_fingerprint": "fp_simulated",
    }


def stream(request: Request, answers: Sequence[Answer], ident: str, created: int) -> Iterator[bytes]:
    """Write the `chat.completion.chunk` events, one a token, and the final `[DONE]`."""
    counted = bool((request.body.get("stream_options") or {}).get("include_usage"))
    head = {
        "id": f"chatcmpl-{ident}",
        "object": "chat.completion.chunk",
        "created": created,
        "model": request.ask.model,
        "service_tier": "default",
        "system_fingerprint": "fp_simulated",
    }

    def chunk(place: int, delta: dict[str, Any], found: Any = None, finish: str | None = None) -> bytes:
        choice = {"index": place, "delta": delta, "logprobs": found, "finish_reason": finish}
        return _event({**head, "choices": [choice], **({"usage": None} if counted else {})})

    for place, answer in enumerate(answers):
        first: dict[str, Any] = {
            "role": "assistant",
            "content": None if answer.calls else "",
            "refusal": None,
        }
        yield chunk(place, first)
        field = "content" if answer.refusal is None else "refusal"
        for at, piece in enumerate(answer.pieces):
            found = answer.logprobs[at : at + 1] if answer.logprobs is not None else None
            yield chunk(place, {field: piece}, _logprobs(found, request))
        for at, call in enumerate(answer.calls):
            yield chunk(place, {"tool_calls": [{"index": at, **_call(call, "")}]})
            for part in _halves(call.arguments):
                yield chunk(place, {"tool_calls": [{"index": at, "function": {"arguments": part}}]})
        yield chunk(place, {}, finish=_FINISH[answer.finish])
    if counted:
        yield _event({**head, "choices": [], "usage": usage(answers)})
    yield b"data: [DONE]\n\n"


def usage(answers: Sequence[Answer]) -> dict[str, Any]:
    """Write a `usage`: the prompt once, all choices' tokens."""
    prompt, answered = answers[0].input_tokens, sum(answer.output_tokens for answer in answers)
    return {
        "prompt_tokens": prompt,
        "completion_tokens": answered,
        "total_tokens": prompt + answered,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def _choice(place: int, answer: Answer, request: Request) -> dict[str, Any]:
    message: dict[str, Any] = {
        "role": "assistant",
        "content": answer.text if answer.text or not (answer.calls or answer.refusal) else None,
        "refusal": answer.refusal,
        "annotations": [],
    }
    if answer.calls:
        message["tool_calls"] = [_call(call, call.arguments) for call in answer.calls]
    return {
        "index": place,
        "message": message,
        "logprobs": _logprobs(answer.logprobs, request),
        "finish_reason": _FINISH[answer.finish],
    }


def _call(call: CallOut, arguments: str) -> dict[str, Any]:
    return {
        "id": f"call_{call.id}",
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }


def _logprobs(found: Sequence[TokenLogprob] | None, request: Request) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"content": token_logprobs(found, request.top_logprobs or 0), "refusal": None}


def token_logprobs(found: Sequence[TokenLogprob], top: int) -> list[dict[str, Any]]:
    """Write log-probabilities with up to `top` alternatives each (the Responses API has the same shape)."""

    def one(token: str, logprob: float) -> dict[str, Any]:
        return {"token": token, "logprob": logprob, "bytes": list(token.encode())}

    return [
        {**one(at.token, at.logprob), "top_logprobs": [one(*pair) for pair in at.top[:top]]} for at in found
    ]


def _halves(text: str) -> list[str]:
    middle = len(text) // 2
    return [part for part in (text[:middle], text[middle:]) if part]


def _event(data: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
