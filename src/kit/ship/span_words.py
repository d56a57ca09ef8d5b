"""One request in the words of OpenTelemetry's GenAI conventions, whichever vendor's wire it went over.

Names of attributes and the shape of messages: https://opentelemetry.io/docs/specs/semconv/gen-ai/ (a test
holds them to the installed opentelemetry-semantic-conventions). Ours beside them: `kit.usd`, the price;
`kit.cut`, an answer that was left before its end. Left out: the calls of tools in a streamed chat completion.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kit.models.layers.exchange import Answer, Exchange
from kit.models.layers.show import answer_text

_OPERATIONS = {"/embeddings": "embeddings", "/completions": "text_completion"}
_ASKED = ("temperature", "top_p", "top_k", "seed", "frequency_penalty", "presence_penalty", "stream")
_LIMITS = ("max_tokens", "max_completion_tokens", "max_output_tokens")
_LONG = 100_000  # characters of one text; more is a picture or a book
_END = re.compile(rb'"(?:finish|stop)_reason"\s*:\s*"(\w+)"')  # inside a text its quotes would be escaped
_CONTENT = ("content", "output", "refusal", "text")
_CODE = re.compile(r"[a-z][a-z0-9_.]*")


def named(exchange: Exchange) -> tuple[str, dict[str, Any]]:
    """A span's name and what is known before the answer comes."""
    url, body, request = exchange.request.url, exchange.body, "gen_ai.request."
    given: dict[str, Any] = {"http.request.method": exchange.request.method, "url.path": exchange.path}
    given |= {"server.address": url.host, "server.port": url.port or (443 if url.scheme == "https" else 80)}
    if exchange.endpoint is None:
        return f"{exchange.request.method} {exchange.path}", given
    operation = _OPERATIONS.get(exchange.endpoint, "chat")
    given |= {"gen_ai.operation.name": operation, "gen_ai.provider.name": exchange.sdk}
    told = {name: body.get(name) for name in _ASKED} | {"choice.count": body.get("n")}
    told |= {"model": exchange.model, "max_tokens": next((body[one] for one in _LIMITS if one in body), None)}
    told["stop_sequences"] = body.get("stop") or body.get("stop_sequences")
    given |= {request + name: value for name, value in told.items() if value not in (None, False)}
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
    found: dict[str, Any] = {"http.response.status_code": answer.status} if answer.status else {}
    if answer.failed or exchange.endpoint is None:
        return found
    bodies, details, used = _bodies(answer), answer.usage_body, exchange.usage(answer)
    for name in ("id", "model"):
        if value := next((body[name] for body in bodies if isinstance(body.get(name), str)), None):
            found[f"gen_ai.response.{name}"] = value
    if ends := [end.decode() for end in _END.findall(answer.content)] or _status(bodies):
        found["gen_ai.response.finish_reasons"] = ends
    output = details.get("completion_tokens_details") or details.get("output_tokens_details") or {}
    counts = {"input": used.input_tokens, "output": used.output_tokens} if details else {}
    counts |= {"cache_read.input": used.cached_tokens} if used.cached_tokens else {}
    counts |= {"reasoning.output": thought} if (thought := output.get("reasoning_tokens")) else {}
    found |= {f"gen_ai.usage.{name}_tokens": count for name, count in counts.items()}
    if used.usd == used.usd and (details or exchange.free):  # a stream may end without its count
        found["kit.usd"] = used.usd
    return found if answer.complete else found | {"kit.cut": True}


def came(exchange: Exchange, answer: Answer) -> dict[str, str]:
    """The words that came back, as the conventions write them."""
    messages = []
    if answer.events:
        text = answer_text(answer.content.decode("utf-8", "replace"))
        messages = [{"role": "assistant", "parts": [_text(text)]}] if text else []
    elif exchange.endpoint != "/embeddings":
        for body in _bodies(answer):
            messages += [_message(one.get("message") or one) for one in body.get("choices") or [body]]
    return {"gen_ai.output.messages": json.dumps(messages, ensure_ascii=False)} if messages else {}


def failed(answer: Answer) -> tuple[str, str] | None:
    """What went wrong: a short type, and words for it; None for an answer."""
    if answer.error is not None:
        return type(answer.error).__name__, f"{type(answer.error).__name__}: {answer.error}"
    if not answer.failed:
        return None
    found = [body["error"] for body in _bodies(answer) if isinstance(body.get("error"), dict)]
    kinds = [str(found[0].get(name) or "") for name in ("code", "type")] if found else []
    words = answer_text(answer.content.decode("utf-8", "replace"))
    return next(filter(_CODE.fullmatch, kinds), str(answer.status)), words or f"HTTP {answer.status}"


def _bodies(answer: Answer) -> list[dict[str, Any]]:
    """The JSON objects of an answer, those inside a stream's events too."""
    bodies = [_loaded(piece) for piece in answer.events or [answer.content]]
    parts = [part for one in bodies if isinstance(one, dict) for part in (one.get("response"), one)]
    return [part for part in parts if isinstance(part, dict)]


def _status(bodies: list[dict[str, Any]]) -> list[str]:
    """How a response ended: it has a status where others have a reason."""
    last: dict[str, Any] = next((body for body in reversed(bodies) if body.get("object") == "response"), {})
    end = (last.get("incomplete_details") or {}).get("reason") or last.get("status")
    return [end] if end and end != "in_progress" else []


def _message(message: dict[str, Any]) -> dict[str, Any]:
    """One message of either vendor, in parts."""
    kind = message.get("type")
    content: Any = next((message[name] for name in _CONTENT if message.get(name)), [])
    parts = _parts([message] if kind == "function_call" else content)
    parts += _parts(message.get("tool_calls") or [])
    if kind == "function_call_output" or message.get("role") == "tool":
        ident = message.get("tool_call_id") or message.get("call_id")
        parts = [{"type": "tool_call_response", "id": ident, "response": _joined(parts)}]
    return {"role": message.get("role") or "assistant", "parts": parts}


def _parts(content: Any) -> list[dict[str, Any]]:
    return [_part(one) for one in (content if isinstance(content, list) else [content])]


def _part(one: Any) -> dict[str, Any]:
    if not isinstance(one, dict):
        return _text(one if isinstance(one, str) else json.dumps(one))
    call = one.get("function") or one
    if "name" in call and ("arguments" in call or "input" in call):
        given = _loaded(call.get("arguments", call.get("input")))
        ident = one.get("call_id") or one.get("id")
        return {"type": "tool_call", "id": ident, "name": call["name"], "arguments": given}
    inner = one.get("text") or one.get("refusal") or one.get("thinking") or one.get("content")
    if one.get("type") == "tool_result":
        response = _joined(_parts(inner or []))
        return {"type": "tool_call_response", "id": one.get("tool_use_id"), "response": response}
    if inner:
        return _text(inner if isinstance(inner, str) else _joined(_parts(inner)))
    return {"type": str(one.get("type") or "other")}  # a picture, a file: named, not kept


def _text(text: str) -> dict[str, Any]:
    more = f"… ({len(text) - _LONG} more characters)" if len(text) > _LONG else ""
    return {"type": "text", "content": text[:_LONG] + more}


def _joined(parts: list[dict[str, Any]]) -> str:
    return "\n".join(str(part.get("content", "")) for part in parts)


def _loaded(given: Any) -> Any:
    try:
        return json.loads(given) if isinstance(given, str | bytes) else given
    except ValueError:
        return given
