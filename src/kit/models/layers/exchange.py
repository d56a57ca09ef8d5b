"""What the layers read: one request (`Exchange`) and what came of it (`Answer`), in either vendor's shape."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cached_property
from typing import Any

import httpx2

from kit.models.keys import is_loopback, owner_of
from kit.models.prices import price
from kit.models.usage import Usage

FREE = "kit.free"  # request extension: what is in force answers it at no cost
HERE = "kit.here"  # response extension: a layer answered, so that nothing was sent
_LAST = re.compile(rb"^(data: \[DONE\]|event: (message_stop|response\.(completed|incomplete|failed)))", re.M)
_ENDPOINTS = ("/chat/completions", "/responses", "/messages", "/embeddings", "/completions")


class Exchange:
    """What a request (already read) asks.

    Attributes:
        free: whether its answer costs nothing (made on this machine, or simulated).
    """

    def __init__(self, request: httpx2.Request) -> None:
        host = request.url.host
        self.request, self.content = request, request.content
        self.free = bool(request.extensions.get(FREE)) or is_loopback(host) or host.endswith(".invalid")

    @cached_property
    def body(self) -> dict[str, Any]:
        """The request's JSON object; {} where it is none."""
        return _object(self.content)

    @property
    def model(self) -> str:
        """The model's name in the request, or ""."""
        return str(self.body.get("model") or "")

    @property
    def sdk(self) -> str:
        """ "anthropic" or "openai", by the version header that every Anthropic request carries."""
        return "anthropic" if "anthropic-version" in self.request.headers else "openai"

    @cached_property
    def path(self) -> str:
        """The path from its last /v1/ on, so that one call has one path whatever the address."""
        path = self.request.url.path
        at = path.rfind("/v1/")
        return path[at:] if at >= 0 else path

    @cached_property
    def endpoint(self) -> str | None:
        """Which generating call this is ("/chat/completions", ...), or None (a listing, a token count)."""
        if self.request.method != "POST":
            return None
        return next((e for e in _ENDPOINTS if self.path.endswith(e)), None)

    def cost(self, usage: Usage, cache_write_tokens: int = 0) -> float:
        """US dollars for `usage` here: 0.0 where answers are free. Raises LookupError: price unknown."""
        if self.free:
            return 0.0
        owner = owner_of(self.request.url.host)
        return price(usage, self.model, None if owner == "compatible" else owner, cache_write_tokens)

    def usage(self, answer: Answer) -> Usage:
        """What the call used, by the vendor's own count and at today's price (nan if that is unknown)."""
        if self.endpoint is None or (answer.here and answer.failed):
            return Usage()
        if answer.failed:
            return Usage(calls=1)
        used = Usage.of(answer.usage_body)
        if answer.here:
            return used
        try:
            writes = int(answer.usage_body.get("cache_creation_input_tokens") or 0)
            return replace(used, usd=self.cost(used, writes))
        except LookupError:
            return replace(used, usd=float("nan"))


class Answer:
    """What came back, complete or not.

    Attributes:
        response: status and headers; None if the connection broke before.
        raw: the bytes that came.
        error: the exception that broke the connection or stream, or None.
    """

    def __init__(
        self,
        response: httpx2.Response | None,
        raw: bytes,
        error: BaseException | None = None,
        ended: bool = True,
    ) -> None:
        self.response, self.raw, self.error, self._ended = response, raw, error, ended

    @property
    def status(self) -> int | None:
        """The HTTP status, or None if none came."""
        return self.response.status_code if self.response is not None else None

    @property
    def failed(self) -> bool:
        """Whether an error came in place of an answer, or nothing."""
        return self.status is None or self.status >= 400

    @property
    def here(self) -> bool:
        """Whether a layer answered, so that nothing was sent."""
        return self.response is not None and bool(self.response.extensions.get(HERE))

    @property
    def kind(self) -> str:
        """The content type."""
        return self.response.headers.get("content-type", "") if self.response is not None else ""

    @property
    def complete(self) -> bool:
        """Whether all of it came. (The OpenAI SDK closes a stream at its last event, before its end.)"""
        return self.error is None and (self._ended or _LAST.search(self.content) is not None)

    @cached_property
    def content(self) -> bytes:
        """The body, decompressed."""
        if self.response is None or "content-encoding" not in self.response.headers:
            return self.raw
        try:
            return httpx2.Response(200, headers=self.response.headers, content=self.raw).content
        except httpx2.DecodingError:  # cut short, or decompressed already
            return self.raw

    @cached_property
    def events(self) -> list[bytes]:
        """The data of each server-sent event; [] for an answer in one piece."""
        if not self.kind.startswith("text/event-stream"):
            return []
        return [line[5:].strip() for line in self.content.splitlines() if line.startswith(b"data:")]

    @cached_property
    def usage_body(self) -> dict[str, Any]:
        """The vendor's usage object (of a stream: the last word on each field); {} if there was none."""
        found: dict[str, Any] = {}
        for piece in self.events or [self.content]:
            body = _object(piece) if b'"usage"' in piece else {}
            for holder in (body.get("message"), body.get("response"), body):
                if isinstance(holder, dict) and isinstance(holder.get("usage"), dict):
                    found.update({k: v for k, v in holder["usage"].items() if v is not None})
        return found


def _object(text: bytes) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def refusal(exchange: Exchange, status: int, kind: str, sentence: str) -> httpx2.Response:
    """An error response in the vendor's own shape, which neither SDK retries."""
    if exchange.sdk == "anthropic":
        body: dict[str, Any] = {"type": "error", "error": {"type": kind, "message": sentence}}
    else:
        body = {"error": {"message": sentence, "type": kind, "param": None, "code": kind}}
    headers = {"x-should-retry": "false"}
    return httpx2.Response(
        status, headers=headers, json=body, request=exchange.request, extensions={HERE: True}
    )
