"""One request in the words of OpenTelemetry's GenAI conventions, whichever vendor's wire it went over.

Names of attributes and the shape of messages: https://opentelemetry.io/docs/specs/semconv/gen-ai/ (a test
holds them to the installed opentelemetry-semantic-conventions). Ours beside them: `kit.usd`, the price;
`kit.cut`, an answer that was left before its end. Left out: the calls of tools in a streamed chat completion.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from kit.models.layers.exchange import Answer, Exchange
from kit.models.layers.show import answer_text

_OPERATIONS = {"/embeddings": "embeddings", "/completions": "text_completion"}
_ASKED = {
    "temperature": "temperature",
    "top_p": "top_p",
    "top_k": "top_k",
    "seed": "seed",
    "frequency_penalty": "frequency_penalty",
    "presence_penalty": "presence_penalty",
    "max_tokens": "max_tokens",
    "max_completion_tokens": "max_tokens",
    "max_output_tokens": "max_tokens",
    "n": "choice.count",
}
_LONG = 100_000  # characters of one text; more is a picture or a book
_CODE = re.compile(r"[a-z][a-z0-9_.]*")


def named(exchange: Exchange) -> tuple[str, dict[str, Any]]:
    """A span's name and what is known before the answer comes."""
    url = exchange.request.url
    given: dict[str, Any] = {
        "http.request.method": exchange.request.method,
        "url.path": exchange.path,
        "server.address": url.host,
        "server.port": url.port or (443 if url.scheme == "https" else 80),
    }
    if exchange.endpoint is None:
        return f"{exchange.request.method} {exchange.path}", given
    operation = _OPERATIONS.get(exchange.endpoint, "chat")
    given |= {"gen_ai.operation.name": operation, "gen_ai.provider.name": exchange.sdk}
    given["gen_ai.request.model"] = exchange.model
    for name, ours in _ASKED.items():
        if isinstance(value := exchange.body.get(name), int | float):
            given[f"gen_ai.request.{ours}"] = value
    stops = exchange.body.get("stop") or exchange.body.get("stop_sequences")
    if stops:
        given["gen_ai.request.stop_sequences"] = [stops] if isinstance(stops, str) else list(map(str, stops))
    if exchange.body.get("stream"):
        given["gen_ai.request.stream"] = True
    return f"{operation} {exchange.model}".strip(), given


def asked(exchange: Exchange) -> dict[str, str]:
    """What was asked: the messages, the instructions and the tools, as the conventions write them."""
    body = exchange.body
    messages = body.get("messages") or body.get("input") or body.get("prompt") or []
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        messages = [{"role": "user", "content": messages}]
    found = {"gen_ai.input.messages": [_message(message) for message in messages]}
    if system := body.get("system") or body.get("instructions"):
        found["gen_ai.system_instructions"] = _parts(system)
    if body.get("tools"):
        found["gen_ai.tool.definitions"] = body["tools"]
    return {name: json.dumps(value, ensure_ascii=False) for name, value in found.items()}


def answered(exchange: Exchange, answer: Answer) -> dict[str, Any]:
    """What came back, without its words: status, model, how it ended, what it used and cost."""
    found: dict[str, Any] = {}
    if answer.status is not None:
        found["http.response.status_code"] = answer.status
    if answer.failed or exchange.endpoint is None:
        return found
    bodies = list(_bodies(answer))
    for name in ("id", "model"):
        if value := next((body[name] for body in bodies if isinstance(body.get(name), str)), None):
            found[f"gen_ai.response.{name}"] = value
    if finishes := list(_finishes(bodies)):
        found["gen_ai.response.finish_reasons"] = finishes
    used, details = exchange.usage(answer), answer.usage_body
    if details:
        found["gen_ai.usage.input_tokens"] = used.input_tokens
        found["gen_ai.usage.output_tokens"] = used.output_tokens
    if used.cached_tokens:
        found["gen_ai.usage.cache_read.input_tokens"] = used.cached_tokens
    output = details.get("completion_tokens_details") or details.get("output_tokens_details") or {}
    if thought := output.get("reasoning_tokens") or output.get("thinking_tokens"):
        found["gen_ai.usage.reasoning.output_tokens"] = thought
    if used.usd == used.usd and (details or exchange.free):  # a stream may end without its count
        found["kit.usd"] = used.usd
    if not answer.complete:
        found["kit.cut"] = True
    return found


def came(answer: Answer) -> dict[str, str]:
    """The words that came back, as the conventions write them."""
    messages = []
    if not answer.events:
        for body in _bodies(answer):
            choices = body.get("choices") or [body]
            messages += [_message({"role": "assistant", **(one.get("message") or one)}) for one in choices]
    elif text := answer_text(answer.content.decode("utf-8", "replace")):
        messages = [{"role": "assistant", "parts": [_text(text)]}]
    return {"gen_ai.output.messages": json.dumps(messages, ensure_ascii=False)} if messages else {}


def failed(answer: Answer) -> tuple[str, str] | None:
    """What went wrong: a short type, and words for it; None for an answer."""
    if answer.error is not None:
        return type(answer.error).__name__, f"{type(answer.error).__name__}: {answer.error}"
    if not answer.failed:
        return None
    words = answer_text(answer.content.decode("utf-8", "replace")) or f"HTTP {answer.status}"
    for body in _bodies(answer):
        error = body.get("error")
        if not isinstance(error, dict):
            continue
        for kind in (error.get("code"), error.get("type")):
            if isinstance(kind, str) and _CODE.fullmatch(kind):
                return kind, words
    return str(answer.status), words


def _bodies(answer: Answer) -> Iterator[dict[str, Any]]:
    """The JSON objects of an answer, those inside a stream's events too."""
    for piece in answer.events or [answer.content]:
        try:
            body = json.loads(piece)
        except ValueError:
            continue
        for holder in (body.get("message"), body.get("response"), body) if isinstance(body, dict) else ():
            if isinstance(holder, dict):
                yield holder


def _finishes(bodies: list[dict[str, Any]]) -> Iterator[str]:
    for body in bodies:
        ends = [
            choice.get("finish_reason") for choice in body.get("choices") or [] if isinstance(choice, dict)
        ]
        delta = body.get("delta") if isinstance(body.get("delta"), dict) else {}
        ends += [body.get("stop_reason"), (delta or {}).get("stop_reason")]
        if body.get("object") == "response" and body.get("status") not in (None, "in_progress", "queued"):
            ends.append((body.get("incomplete_details") or {}).get("reason") or body["status"])
        yield from (end for end in ends if isinstance(end, str))


def _message(message: dict[str, Any]) -> dict[str, Any]:
    """One message of either vendor, in parts."""
    parts = _parts(
        message.get("content") or message.get("output") or message.get("refusal") or message.get("text")
    )
    if message.get("type") == "function_call":
        parts = _parts([message])
    if message.get("role") == "tool" or message.get("type") == "function_call_output":
        ident = message.get("tool_call_id") or message.get("call_id")
        parts = [{"type": "tool_call_response", "id": ident, "response": _joined(parts)}]
    parts += _parts(message.get("tool_calls") or [])
    return {"role": message.get("role") or "assistant", "parts": parts}


def _parts(content: Any) -> list[dict[str, Any]]:
    if content is None or content == "":
        return []
    if not isinstance(content, list):
        content = [content]
    return [_part(one) for one in content]


def _part(one: Any) -> dict[str, Any]:
    if not isinstance(one, dict):
        return _text(one if isinstance(one, str) else json.dumps(one))
    call = one.get("function") or one
    if "name" in call and ("arguments" in call or "input" in call):
        given = call.get("arguments", call.get("input"))
        ident = one.get("call_id") or one.get("id")
        return {"type": "tool_call", "id": ident, "name": call["name"], "arguments": _loaded(given)}
    if one.get("type") == "tool_result":
        response = _joined(_parts(one.get("content")))
        return {"type": "tool_call_response", "id": one.get("tool_use_id"), "response": response}
    text = one.get("text") or one.get("refusal") or one.get("thinking")
    if isinstance(text, str):
        return _text(text)
    if isinstance(one.get("content"), str | list):  # an item of a response that holds parts
        return _text(_joined(_parts(one["content"])))
    return {"type": str(one.get("type") or "other")}  # a picture, a file: named, not kept


def _text(text: str) -> dict[str, Any]:
    more = f"… ({len(text) - _LONG} more characters)" if len(text) > _LONG else ""
    return {"type": "text", "content": text[:_LONG] + more}


def _joined(parts: list[dict[str, Any]]) -> str:
    return "\n".join(str(part.get("content", "")) for part in parts)


def _loaded(given: Any) -> Any:
    try:
        return json.loads(given) if isinstance(given, str) else given
    except ValueError:
        return given
