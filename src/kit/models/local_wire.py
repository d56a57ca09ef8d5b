"""The wire to the local engine: where it is, and the places where it would not behave as the vendors do.

llama.cpp speaks the vendors' protocols; what it leaves out, or does otherwise, is mended here on the way
out and back, so that code which is right against a vendor is right here. `kit.models.local_shapes` says
what is mended, endpoint by endpoint; this file carries it: sync, async and streaming.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx2

from kit.models.engine import EngineError, engine
from kit.models.local_responses import Responses
from kit.models.local_shapes import Chat, Embeddings, Endpoint, Messages, Refused
from kit.models.wire import Direct

_NOT_KEPT = {"content-length", "content-encoding", "transfer-encoding", "host"}


class LocalTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """An httpx2 transport, for sync and async clients, that answers from the local engine.

    The engine is found at the first request: `KIT_LOCAL_URL` if set, else the one in this process, which
    is started then. Scheme, host and port of the request's URL do not matter.

    Args:
        inner: the transport that carries requests over the network; the process's kept connections if None.
    """

    def __init__(self, inner: Any = None) -> None:
        self._inner = inner or Direct()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send to the engine; see the class."""
        request.read()
        endpoint = _endpoint_for(request)
        try:
            answer = self._inner.handle_request(endpoint.outward(request, _address(endpoint.wants)))
        except (Refused, EngineError, httpx2.ConnectError) as error:
            return _refusal(endpoint, error)
        if not _is_stream(answer):
            answer.read()
            answer.close()
        return _mended(answer, endpoint)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Like `handle_request`; an engine that has to start does so in a thread."""
        await request.aread()
        endpoint = _endpoint_for(request)
        try:
            address = await asyncio.to_thread(_address, endpoint.wants)
            answer = await self._inner.handle_async_request(endpoint.outward(request, address))
        except (Refused, EngineError, httpx2.ConnectError) as error:
            return _refusal(endpoint, error)
        if not _is_stream(answer):
            await answer.aread()
            await answer.aclose()
        return _mended(answer, endpoint)


_ENDPOINTS: dict[str, type[Endpoint]] = {
    "/chat/completions": Chat,
    "/responses": Responses,
    "/messages": Messages,
    "/messages/count_tokens": Messages,
    "/embeddings": Embeddings,
}


def _endpoint_for(request: httpx2.Request) -> Endpoint:
    """The endpoint that this request (already read) is for."""
    path = request.url.path
    kind = next((kind for ending, kind in _ENDPOINTS.items() if path.endswith(ending)), Endpoint)
    try:
        body = json.loads(request.content) if request.content else {}
    except ValueError:
        body = {}
    return kind(body if isinstance(body, dict) else {})


def _address(wants: str) -> httpx2.URL:
    """Where the engine that the endpoint wants ("chat" or "embeddings") listens, starting it if need be."""
    if wants == "embeddings":
        from kit.models.embedder import embedding_address

        return httpx2.URL(embedding_address())
    if given := os.environ.get("KIT_LOCAL_URL"):
        url = httpx2.URL(given)
        if url.scheme not in ("http", "https") or not url.host:
            raise EngineError(f"KIT_LOCAL_URL is {given!r}, which is no address; `kit serve` prints one.")
        return url
    return httpx2.URL(engine().address)


def _refusal(endpoint: Endpoint, error: Exception) -> httpx2.Response:
    """What kept the engine from answering, as an error response with our sentence in the vendor's shape."""
    if isinstance(error, Refused):
        return httpx2.Response(400, json=endpoint.error(400, str(error)))
    if isinstance(error, httpx2.ConnectError):
        where = os.environ.get("KIT_LOCAL_URL", "the local engine's address")
        said = f"Nothing answers at {where}. Start `kit serve`, or unset KIT_LOCAL_URL. ({error})"
        return httpx2.Response(503, json=endpoint.error(503, said))
    return httpx2.Response(503, json=endpoint.error(503, str(error)), headers={"x-should-retry": "false"})


def _is_stream(answer: httpx2.Response) -> bool:
    return answer.headers.get("content-type", "").startswith("text/event-stream")


def _mended(answer: httpx2.Response, endpoint: Endpoint) -> httpx2.Response:
    headers = [(name, value) for name, value in answer.headers.items() if name not in _NOT_KEPT]
    if _is_stream(answer):
        return httpx2.Response(answer.status_code, headers=headers, stream=_Events(answer, endpoint))
    status, body = endpoint.inward(answer)
    return httpx2.Response(status, headers=headers, content=body)


class _Events(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Cuts server-sent events out of chunks of bytes and has the endpoint mend each one."""

    def __init__(self, answer: httpx2.Response, endpoint: Endpoint) -> None:
        self._stream: Any = answer.stream
        self._endpoint = endpoint
        self._pending = b""

    def _feed(self, chunk: bytes) -> bytes:
        *whole, self._pending = (self._pending + chunk).split(b"\n\n")
        return b"".join(event + b"\n\n" for event in map(self._mended, whole) if event is not None)

    def _mended(self, event: bytes) -> bytes | None:
        name, _, data = event.rpartition(b"data: ")
        if not data.startswith(b"{"):
            return event
        mended = self._endpoint.event(json.loads(data))
        if mended is None:
            return None
        if name and "type" in mended:
            name = b"event: " + str(mended["type"]).encode() + b"\n"
        return name + b"data: " + json.dumps(mended).encode()

    def __iter__(self) -> Iterator[bytes]:
        yield from filter(None, map(self._feed, self._stream))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._stream:
            if ready := self._feed(chunk):
                yield ready

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()
