"""The transport that puts a layer between an SDK and the network.

A layer says what it wants in one method, `begin`, called with the `Exchange` before anything is sent: it
answers itself by returning a response, or returns a function that is called with the `Answer` when all of it
has come, or the connection or stream broke, or was left early. `LayerTransport` carries that for sync and
async clients alike. The answer's bytes flow on as they come (streaming stays streaming), kept on the way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx2

from kit.models.layers.exchange import Answer, Exchange

Tell = Callable[[Answer], None]


class Layer:
    """What looks at exchanges, and may answer them."""

    def begin(self, exchange: Exchange) -> httpx2.Response | Tell:
        """Before sending: the layer's own answer, or what to call with the answer when it is over."""
        raise NotImplementedError

    def wrap(self, inner: Any) -> LayerTransport:
        """This layer around the transport `inner`."""
        return LayerTransport(inner, self)


class LayerTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """An httpx2 transport, for sync and async clients, that puts `layer` around the transport `inner`."""

    def __init__(self, inner: Any, layer: Layer) -> None:
        self._inner, self._layer = inner, layer

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        tell = self._layer.begin(Exchange(request))
        if isinstance(tell, httpx2.Response):
            return tell
        try:
            response = self._inner.handle_request(request)
        except BaseException as error:
            tell(Answer(None, b"", error))
            raise
        return _watched(response, tell)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        tell = self._layer.begin(Exchange(request))
        if isinstance(tell, httpx2.Response):
            return tell
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException as error:
            tell(Answer(None, b"", error))
            raise
        return _watched(response, tell)


def _watched(response: httpx2.Response, tell: Tell) -> httpx2.Response:
    """`response`, with `tell` called when it is over; layers share one watching stream."""
    if response.is_closed:  # made in this process, in one piece
        tell(Answer(response, response.content))
    elif isinstance(response.stream, _Watched):
        response.stream.told.append(tell)
    else:
        response.stream = _Watched(response, tell)
    return response


class _Watched(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A stream that keeps what passes and says, when it is closed, what came.

    Begun again, it goes on where it stopped: an SDK may leave a stream at its last event and drain the rest.
    """

    def __init__(self, response: httpx2.Response, tell: Tell) -> None:
        self._response, self._inner, self.told = response, response.stream, [tell]
        self._going: Any = None
        self._chunks: list[bytes] = []
        self._error: BaseException | None = None
        self._ended = False

    def __iter__(self) -> Iterator[bytes]:
        self._going = self._going or iter(self._inner)  # type: ignore[arg-type]
        try:
            for chunk in self._going:
                self._chunks.append(chunk)
                yield chunk
            self._ended = True
        except Exception as error:
            self._error = error
            raise

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self._going = self._going or aiter(self._inner)  # type: ignore[arg-type]
        try:
            async for chunk in self._going:
                self._chunks.append(chunk)
                yield chunk
            self._ended = True
        except Exception as error:
            self._error = error
            raise

    def _over(self) -> None:
        answer = Answer(self._response, b"".join(self._chunks), self._error, self._ended)
        while self.told:
            self.told.pop(0)(answer)

    def close(self) -> None:
        try:
            self._inner.close()  # type: ignore[union-attr]
        finally:
            self._over()

    async def aclose(self) -> None:
        try:
            await self._inner.aclose()  # type: ignore[union-attr]
        finally:
            self._over()
