"""What each fault looks like on the wire: see `kit.models.layers.faults` for the list of kinds."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import httpx2

from kit.models.simulated.answer import shape
from kit.models.simulated.errors import VendorError
from kit.models.simulated.model import Ask, Draft
from kit.models.simulated.request import read
from kit.models.simulated.tokens import prompt_tokens
from kit.models.simulated.write import EventStream, written

from .fault_kinds import Fault

ANSWERS = {  # faults that are answers, as far as HTTP can tell
    "truncated": Draft('{"answer": "Thank you for your message. Your refund is', finish="length"),
    "refusal": Draft(refusal="I'm sorry, but I can't help with that request."),
    "malformed_json": Draft('{"answer": "yes", "confidence": 0.9'),
    "wrong_shape": Draft('{"result": {"value": "see above", "notes": []}}'),
}
_OPENAI = {
    "rate_limit": VendorError(
        429,
        "Rate limit reached for this model on requests per min (RPM): Limit 500, Used 500, Requested 1. "
        "Visit https://platform.openai.com/account/rate-limits to learn more.",
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


def _error(fault: Fault, anthropic: bool) -> VendorError | None:
    return (_ANTHROPIC if anthropic else _OPENAI).get(fault.kind.removesuffix("_no_header"))


def status_of(fault: Fault, sdk: str) -> int:
    """HTTP status that a fault is answered with; 0 where the connection breaks before one."""
    error = _error(fault, sdk == "anthropic")
    if error is not None:
        return error.status
    return 0 if fault.kind in ("timeout", "connection_refused") else 200


def response_of(fault: Fault, request: httpx2.Request, ident: str = "simulated") -> httpx2.Response:
    """Make the response to `request` (already read) that a fault is.

    Raises:
        httpx2.ReadTimeout, httpx2.ConnectError: for the faults that are no response at all.
    """
    if fault.kind == "timeout":
        raise httpx2.ReadTimeout("The read operation timed out", request=request)
    if fault.kind == "connection_refused":
        raise httpx2.ConnectError("[Errno 111] Connection refused", request=request)
    anthropic = "/messages" in request.url.path
    error = _error(fault, anthropic)
    if error is not None:
        response = error.response(anthropic, ident)
        if fault.kind == "rate_limit":
            response.headers["retry-after"] = str(math.ceil(fault.retry_after))
            response.headers["retry-after-ms"] = str(round(fault.retry_after * 1000))
        return response
    ask = asked_of(request) or Ask("chat", "any", ())
    if fault.kind in ANSWERS:
        return _written(ANSWERS[fault.kind], ask, ident)
    whole = _written(Draft("This answer never reaches its end, however long you wait for it."), ask, ident)
    chunks = list(whole.stream)  # type: ignore[arg-type]
    half = chunks[: len(chunks) // 2] or [chunks[0][: len(chunks[0]) // 2]]
    reset = httpx2.ReadError("[Errno 104] Connection reset by peer", request=request)
    head = {name: value for name, value in whole.headers.items() if name != "content-length"}
    return httpx2.Response(200, headers=head, stream=EventStream([*half, reset]))


def _written(draft: Draft, ask: Ask, ident: str) -> httpx2.Response:
    answer = shape(draft, replace(ask, limit=None, stops=()), prompt_tokens(ask))
    return written(ask, [answer] * ask.n, ident)


def asked_of(request: httpx2.Request) -> Ask | None:
    """Read a request that asks for an answer; None for any other (models, embeddings, what is not JSON)."""
    protocols = {"/chat/completions": "chat", "/responses": "responses", "/messages": "messages"}
    path = request.url.path.rstrip("/")
    protocol = next((name for end, name in protocols.items() if path.endswith(end)), None)
    try:
        return read(protocol, json.loads(request.content)) if protocol else None  # type: ignore[arg-type]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
