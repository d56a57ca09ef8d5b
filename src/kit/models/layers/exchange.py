"""One request and its answer, read at most once however many layers look at it.

A layer asks for `Exchange.of(request)` before sending and calls `watch(response, ...)` after. The answer's
bytes flow on to the SDK as they come (streaming stays streaming) and are kept on the way; when the last one
has passed, or the stream breaks or is closed early, each watching layer is called with the `Answer`.
"""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from functools import cached_property
from typing import Any

import httpx2

from kit.models.keys import is_loopback, owner_of

FREE = "kit.free"
_KEPT = "kit.exchange"
_LAST = (b"data: [DONE]", b'"type":"message_stop"', b'"type": "message_stop"', b"event: response.completed")
_ENDPOINTS = ("/chat/completions", "/responses", "/messages", "/embeddings", "/completions")


class Exchange:
    """What a request asks, parsed once.

    Attributes:
        free: whether its answer costs nothing (made on this machine, simulated or recorded).
        refused: whether a layer answered it with a refusal, so that nothing was sent.
    """

    def __init__(self, request: httpx2.Request) -> None:
        self.request = request
        self.refused = False
        self.free: bool = bool(request.extensions.get(FREE)) or _free_host(request.url.host)

    @classmethod
    def of(cls, request: httpx2.Request) -> Exchange:
        """The exchange of `request`, made by the first layer that asks and shared by the rest."""
        found = request.extensions.get(_KEPT)
        if found is None or found.request is not request:  # a layer may have sent on a changed copy
            found = request.extensions[_KEPT] = cls(request)
        return found

    @cached_property
    def content(self) -> bytes:
        """The request's body (must have been read: see `ready`)."""
        return self.request.content

    @cached_property
    def body(self) -> dict[str, Any]:
        """The request's JSON object; {} where it is none."""
        try:
            body = json.loads(self.content)
        except ValueError:
            return {}
        return body if isinstance(body, dict) else {}

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

    @property
    def provider(self) -> str | None:
        """The vendor this goes to ("openai", "anthropic"), or None."""
        owner = owner_of(self.request.url.host)
        return None if owner == "compatible" else owner


def _free_host(host: str) -> bool:
    return is_loopback(host) or host.endswith(".invalid")


class Answer:
    """What came back, complete or not.

    Attributes:
        response: status and headers.
        raw: the bytes that came.
        error: the exception that broke the stream, or None.
    """

    def __init__(self, response: httpx2.Response, raw: bytes, error: BaseException | None, ended: bool):
        self.response, self.raw, self.error, self._ended = response, raw, error, ended

    @cached_property
    def complete(self) -> bool:
        """Whether all of it came. (The OpenAI SDK closes a stream at its last event, before its end.)"""
        return self._ended or (self.error is None and any(last in self.content[-400_000:] for last in _LAST))

    @cached_property
    def content(self) -> bytes:
        """The body, decompressed."""
        headers = self.response.headers
        if "content-encoding" not in headers or not self.raw:
            return self.raw
        try:
            return httpx2.Response(200, headers=headers, content=self.raw).content
        except httpx2.DecodingError:
            return self.raw

    @cached_property
    def events(self) -> list[bytes]:
        """The data of each server-sent event; [] for an answer in one piece."""
        if not self.streamed:
            return []
        return [line[5:].strip() for line in self.content.splitlines() if line.startswith(b"data:")]

    @property
    def streamed(self) -> bool:
        """Whether it came as server-sent events."""
        return self.response.headers.get("content-type", "").startswith("text/event-stream")

    @cached_property
    def usage_body(self) -> dict[str, Any]:
        """The vendor's usage object (of a stream: the last word on each field); {} if there was none."""
        found: dict[str, Any] = {}
        for piece in self.events if self.streamed else [self.content]:
            if b'"usage"' not in piece:
                continue
            try:
                body = json.loads(piece)
            except ValueError:
                continue
            for holder in (body.get("message"), body.get("response"), body):
                if isinstance(holder, dict) and isinstance(holder.get("usage"), dict):
                    found.update({k: v for k, v in holder["usage"].items() if v is not None})
        return found


class _Watched(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A stream that keeps what passes and says once when it is over.

    Begun again, it goes on where it stopped: an SDK may leave a stream at its last event and drain the rest.
    """

    def __init__(self, response: httpx2.Response) -> None:
        self._response = response
        self._inner: Any = response.stream
        self._going: Any = None
        self._chunks: list[bytes] = []
        self.told: list[Callable[[Answer], None]] = []
        self._over = False

    def _end(self, error: BaseException | None = None, ended: bool = False) -> None:
        if not self._over:
            self._over = True
            answer = Answer(self._response, b"".join(self._chunks), error, ended)
            for tell in self.told:
                tell(answer)

    def __iter__(self) -> Iterator[bytes]:
        self._going = self._going or iter(self._inner)
        try:
            for chunk in self._going:
                self._chunks.append(chunk)
                yield chunk
        except GeneratorExit:  # `close` follows
            raise
        except BaseException as error:
            self._end(error)
            raise
        self._end(ended=True)

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._going = self._going or aiter(self._inner)
        try:
            async for chunk in self._going:
                self._chunks.append(chunk)
                yield chunk
        except GeneratorExit:  # `close` follows
            raise
        except BaseException as error:
            self._end(error)
            raise
        self._end(ended=True)

    def close(self) -> None:
        try:
            self._inner.close()
        finally:
            self._end()

    async def aclose(self) -> None:
        try:
            if isinstance(self._going, AsyncGenerator):
                await self._going.aclose()
            await self._inner.aclose()
        finally:
            self._end()


def watch(response: httpx2.Response, tell: Callable[[Answer], None]) -> httpx2.Response:
    """Have `tell` called with the `Answer` once `response` is over; layers share one watching stream."""
    if response.is_closed:  # made in this process, in one piece
        answer = response.extensions.get(_KEPT)
        if answer is None:
            answer = response.extensions[_KEPT] = Answer(response, b"", None, True)
            answer.content = response.content
        tell(answer)
        return response
    stream = response.stream
    if not isinstance(stream, _Watched):
        stream = response.stream = _Watched(response)
    stream.told.append(tell)
    return response


def refusal(exchange: Exchange, status: int, kind: str, sentence: str) -> httpx2.Response:
    """An error response in the vendor's own shape, which neither SDK retries."""
    exchange.refused = True
    if exchange.sdk == "anthropic":
        body: dict[str, Any] = {"type": "error", "error": {"type": kind, "message": sentence}}
    else:
        body = {"error": {"message": sentence, "type": kind, "param": None, "code": kind}}
    return httpx2.Response(status, headers={"x-should-retry": "false"}, json=body, request=exchange.request)
