"""Reading a trace: the prompt and the answer out of any vendor's bodies, and a table of spans."""

from __future__ import annotations

import html
import json
import time
from collections.abc import Iterable
from typing import Any


def prompt_text(request: str) -> str:
    """The last thing a request body asks, as text ("" if it is not JSON)."""
    body = _json(request)
    asked = body.get("messages") or body.get("input") or body.get("prompt") or ""
    if isinstance(asked, list) and asked:
        last = asked[-1]
        asked = last.get("content", last) if isinstance(last, dict) else last
    return _text(asked)


def answer_text(response: str) -> str:
    """The text in a response body of any of the vendors' calls, whole or as a stream of events."""
    if not response.lstrip().startswith("{"):
        lines = (line[5:] for line in response.splitlines() if line.startswith("data:"))
        return "".join(_delta(_json(line)) for line in lines)
    body = _json(response)
    if isinstance(body.get("error"), dict):
        return str(body["error"].get("message", body["error"]))
    if body.get("choices"):
        choice = body["choices"][0]
        message = choice.get("message") or {}
        calls = message.get("tool_calls") or []
        return _text(message.get("content") or message.get("refusal") or choice.get("text")) or _text(calls)
    if isinstance(body.get("output"), list):
        return "".join(_text(item.get("content") or item.get("arguments")) for item in body["output"])
    return _text(body.get("content") or "")


def _delta(event: dict[str, Any]) -> str:
    if event.get("choices"):
        return (event["choices"][0].get("delta") or {}).get("content") or ""
    delta = event.get("delta")
    if isinstance(delta, dict):
        return delta.get("text") or delta.get("partial_json") or ""
    if isinstance(delta, str) and event.get("type") == "response.output_text.delta":
        return delta
    return f"[{event['error'].get('message')}]" if isinstance(event.get("error"), dict) else ""


def _text(content: Any) -> str:
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return " ".join(filter(None, (_text(part) for part in content)))
    if isinstance(content, dict):
        if "function" in content:
            return f"{content['function'].get('name')}({content['function'].get('arguments')})"
        if content.get("type") == "tool_use":
            return f"{content.get('name')}({json.dumps(content.get('input'))})"
        return _text(content.get("text") or content.get("refusal") or content.get("content") or "")
    return ""


def _json(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def head(text: str, most: int = 60) -> str:
    """The start of `text` on one line, at most `most` characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def table(spans: Iterable[Any]) -> str:
    """An HTML table of spans: time, model, prompt, answer, tokens, USD, ms, status."""
    names = ("time", "model", "prompt", "answer", "tokens", "USD", "ms", "status")
    rows = []
    for s in spans:
        u = s.usage
        cells = (
            time.strftime("%H:%M:%S", time.localtime(s.started)),
            s.model,
            head(s.prompt),
            head(s.answer or s.error or ""),
            f"{u.input_tokens} + {u.output_tokens}",
            f"{u.usd:.4f}" if u.usd == u.usd else "?",
            f"{s.seconds * 1000:.0f}",
            (str(s.status) if s.status else "") + (f" {s.error.split(':')[0]}" if s.error else ""),
        )
        rows.append("<tr>" + "".join(f"<td>{html.escape(c)}</td>" for c in cells) + "</tr>")
    header = "".join(f"<th>{n}</th>" for n in names)
    return f"<table><thead><tr>{header}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
