"""What each fault looks like on the wire: see `kit.models.layers.faults` for the list of kinds."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import httpx2

from kit.models.simulated.answer import shape
from kit.models.simulated.errors import VendorError
from kit.models.simulated.model import Draft
from kit.models.simulated.request import Request, chat, messages, responses
from kit.models.simulated.tokens import prompt_tokens
from kit.models.simulated.write import EventStream, written

from .fault_kinds import Fault

IN_AN_ANSWER = ("truncated", "malformed_json")  # faults made of the real answer
ANSWERS = (*IN_AN_ANSWER, "refusal", "wrong_shape")  # faults that are answers, as far as HTTP can tell
_READ = {"/chat/completions": chat, "/responses": responses, "/messages": messages}
_REFUSAL = "I'm sorry, but I can't help with that request."
_OPENAI = {
    "rate_limit": VendorError(
        429,
        "Rate limit reached for this model on requests per min (RPM): Limit 500, Used 500, Requested 1. "
        "Please try again in {after}s. Visit https://platform.openai.com/account/rate-limits to learn more.",
        code="rate_limit_exceeded",
        kind="requests",
    ),
    "server_error": VendorError(
        500,
        "The server had an error while processing your request. Sorry about that!",
        kind="server_error",
    ),
    "overloaded": VendorError(
        503, "The engine is currently overloaded, please try again later.", kind="service_unavailable_error"
    ),
}
_ANTHROPIC = {
    "rate_limit": VendorError(
        429,
        "This request would exceed your organization's rate limit of 50 requests per minute. "
        "For details, refer to: https://docs.claude.com/en/api/rate-limits.",
    ),
    "server_error": VendorError(500, "Internal server error"),
    "overloaded": VendorError(529, "Overloaded"),
}
_ERROR = {"rate_limit_no_header": "rate_limit", "error_mid_stream": "overloaded"}


def status_of(fault: Fault, sdk: str) -> int:
    """HTTP status that a fault is answered with; 0 where the connection breaks before one."""
    if fault.kind in ("timeout", "connection_refused"):
        return 0
    error = _error(fault, sdk)
    return error.status if error is not None and fault.kind != "error_mid_stream" else 200


def response_of(fault: Fault, request: httpx2.Request, text: str | None = None) -> httpx2.Response:
    """Make the response to `request` that a fault is.

    Args:
        fault: what goes wrong.
        request: already read.
        text: the answer that would have come, for the faults made of it.

    Raises:
        httpx2.ReadTimeout, httpx2.ConnectError: for the faults that are no response at all.
    """
    anthropic = "/messages" in request.url.path or "anthropic-version" in request.headers
    sdk = "anthropic" if anthropic else "openai"
    if fault.kind == "timeout":
        raise httpx2.ReadTimeout("The read operation timed out", request=request)
    if fault.kind == "connection_refused":
        raise httpx2.ConnectError("[Errno 111] Connection refused", request=request)
    asked, error = asked_of(request), _error(fault, sdk)
    streamed = asked is not None and asked.stream
    if error is not None and not (fault.kind == "error_mid_stream" and streamed):
        return _failed(fault, error, sdk)
    if asked is None:
        asked = Request(chat({"model": "any", "messages": []}).ask, {})
    whole = _written(Draft("This answer never reaches its end, however long you wait for it."), asked, sdk)
    if fault.kind == "reset_mid_stream":
        reset = httpx2.ReadError("[Errno 104] Connection reset by peer", request=request)
        return _chopped(whole, reset)
    if fault.kind == "broken_body":
        return _chopped(whole, None)
    if error is not None:
        return _interrupted(whole, error, asked, sdk)
    uncut = replace(asked, limit=None, stops=())
    return _written(draft_of(fault, text), uncut, sdk)


def _error(fault: Fault, sdk: str) -> VendorError | None:
    found = (_ANTHROPIC if sdk == "anthropic" else _OPENAI).get(_ERROR.get(fault.kind, fault.kind))
    if found is None:
        return None
    message = found.message.replace("{after}", f"{fault.retry_after:g}")
    return VendorError(found.status, message, found.param, found.code, found.kind)


def _failed(fault: Fault, error: VendorError, sdk: str) -> httpx2.Response:
    limits = "anthropic-ratelimit-requests" if sdk == "anthropic" else "x-ratelimit"
    head = {
        "content-type": "application/json",
        "request-id" if sdk == "anthropic" else "x-request-id": "req_simulated",
    }
    if error.status == 429:
        ends = ("-limit", "-remaining") if sdk == "anthropic" else ("-limit-requests", "-remaining-requests")
        head |= {limits + ends[0]: "50", limits + ends[1]: "0"}
    if fault.kind == "rate_limit":
        head["retry-after"] = str(math.ceil(fault.retry_after))
        head["retry-after-ms"] = str(round(fault.retry_after * 1000))
    return httpx2.Response(error.status, headers=head, content=error.body(sdk))


def draft_of(fault: Fault, text: str | None = None) -> Draft:
    """Make the answer that a fault of `ANSWERS` is, from the answer that would have come if there is one."""
    if fault.kind == "refusal":
        return Draft(refusal=_REFUSAL)
    if fault.kind == "wrong_shape":
        return Draft('{"result": {"value": "see above", "notes": []}}')
    text = text or '{"answer": "yes", "confidence": 0.9}'
    if fault.kind == "truncated":
        return Draft(text[: len(text) // 2], finish="length")
    broken = text.rstrip().removesuffix("}") if text.lstrip().startswith("{") else f"{{'answer': {text},"
    return Draft(broken)


def _written(draft: Draft, asked: Request, sdk: str) -> httpx2.Response:
    answer = shape(draft, asked, input_tokens=prompt_tokens(asked.ask), sample="0", number=0)
    return written(asked, [answer] * asked.n, "f" * 24, sdk)


def _chunks(response: httpx2.Response) -> list[bytes]:
    if isinstance(response.stream, EventStream):
        return list(response.stream)
    body = response.read()
    return [body[: len(body) // 4], body[len(body) // 4 :]]


def _head(response: httpx2.Response) -> dict[str, str]:
    own = ("content-length", "content-encoding", "transfer-encoding")
    return {key: value for key, value in response.headers.items() if key not in own}


def copied(response: httpx2.Response) -> httpx2.Response:
    """Make a response that was read into one that can be read again."""
    return httpx2.Response(response.status_code, headers=_head(response), content=response.content)


def _chopped(whole: httpx2.Response, end: Exception | None) -> httpx2.Response:
    """The first half of a response, its last chunk cut in the middle, and then `end`."""
    chunks = _chunks(whole)
    kept = chunks[: len(chunks) // 2 + 1]
    kept[-1] = kept[-1][: len(kept[-1]) // 2] + (b"\n\n" if end is None and len(chunks) > 2 else b"")
    parts: list[bytes | Exception] = [*kept, *([end] if end is not None else [])]
    return httpx2.Response(200, headers=_head(whole), stream=EventStream(parts))


def _interrupted(whole: httpx2.Response, error: VendorError, asked: Request, sdk: str) -> httpx2.Response:
    """The first half of a stream's events, and then the vendor's error event."""

    def events() -> Iterator[bytes]:
        chunks = _chunks(whole)
        yield from chunks[: len(chunks) // 2]
        body: Any = json.loads(error.body(sdk))
        if sdk == "anthropic":
            yield f"event: error\ndata: {json.dumps(body)}\n\n".encode()
        elif asked.ask.protocol == "responses":
            told = {"type": "error", "code": "server_error", "message": error.message, "param": None}
            yield f"event: error\ndata: {json.dumps({**told, 'sequence_number': 9})}\n\n".encode()
        else:
            yield f"data: {json.dumps(body)}\n\n".encode()

    return httpx2.Response(200, headers=_head(whole), stream=EventStream(events()))


def asked_of(request: httpx2.Request) -> Request | None:
    """Read a request that asks for an answer; None for any other (models, embeddings, what is not JSON)."""
    read = next((read for end, read in _READ.items() if request.url.path.rstrip("/").endswith(end)), None)
    if read is None:
        return None
    try:
        return read(json.loads(request.content))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def unstreamed(request: httpx2.Request) -> httpx2.Request:
    """Copy a request so that it asks for a whole answer."""
    body = {k: v for k, v in json.loads(request.content).items() if k not in ("stream", "stream_options")}
    head = [(key, value) for key, value in request.headers.multi_items() if key.lower() != "content-length"]
    return httpx2.Request(
        request.method, request.url, headers=head, content=json.dumps(body), extensions=request.extensions
    )


def answer_text(response: httpx2.Response) -> str:
    """Read the text out of a whole answer in any of the three protocols."""
    body = response.json()
    if "choices" in body:
        return body["choices"][0]["message"].get("content") or ""
    parts = body.get("content") or [
        part for item in body.get("output", ()) for part in item.get("content") or ()
    ]
    return "".join(part.get("text", "") for part in parts)
