"""Serve any httpx2 transport as an HTTP server on this machine's loopback address.

So a simulated model (or any layer stack) can answer another process: `with serve_transport(transport) as
bridge:`, and that process sends to `bridge.address`. One thread and one connection a request (HTTP/1.0, so
that a body ends where the connection does); server-sent events go out as they are made; a connection error of
the transport becomes a TCP reset for the client. For clients on loopback, of which some may be up to no good:
so many at once, so much to read, and no patience with silence. No TLS, no keep-alive; uvicorn is the serious
version.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

HOLD = 30.0  # seconds of silence where the transport times out; the client's own timeout ends it first
AT_ONCE, BODY, BODIES = 256, 8_000_000, 200_000_000  # connections; bytes of one request, and of all
_HOP = {"connection", "keep-alive", "transfer-encoding", "te", "upgrade"}


class Bridge:
    """A running server in front of a transport. A context manager; closing it ends its threads.

    Attributes:
        address: where it listens, as "http://127.0.0.1:PORT".
    """

    def __init__(
        self, transport: httpx2.BaseTransport, port: int = 0, listener: socket.socket | None = None
    ) -> None:
        """Start serving; see `serve_transport`."""
        self._server = _Server(("127.0.0.1", port), _Handler, bind_and_activate=listener is None)
        if listener is not None:
            self._server.socket.close()
            self._server.socket, self._server.server_port = listener, listener.getsockname()[1]
        self._server.transport = transport
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.answer, name="kit-bridge", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening. Safe to call twice; the transport stays open."""
        self._server.end()
        self._thread.join()
        self._server.server_close()

    def __enter__(self) -> Bridge:
        """Give the running bridge."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close it."""
        self.close()

    def __repr__(self) -> str:
        """Tell the address."""
        return f"Bridge({self.address})"


def serve_transport(
    transport: httpx2.BaseTransport, port: int = 0, listener: socket.socket | None = None
) -> Bridge:
    """Serve a synchronous httpx2 transport over HTTP on 127.0.0.1.

    Args:
        transport: answers the requests, from several threads at once.
        port: 0 picks a free one.
        listener: a socket that listens already, perhaps in a network of its own; it is closed at the end.

    Raises:
        OSError: the port is taken.
    """
    return Bridge(transport, port, listener)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    transport: httpx2.BaseTransport

    def __init__(self, *args: Any, **more: Any) -> None:
        self.closing = threading.Event()
        self._bell, self._ring = socket.socketpair()
        self._places, self._left = threading.BoundedSemaphore(AT_ONCE), BODIES
        super().__init__(*args, **more)

    def answer(self) -> None:
        """Take requests until `end`. The library's own loop notices its end only by polling."""
        with self._bell, selectors.DefaultSelector() as waiting:
            for one in (self, self._bell):
                waiting.register(one, selectors.EVENT_READ)
            while not self.closing.is_set():
                if any(key.fileobj is self for key, _ in waiting.select()) and not self.closing.is_set():
                    self._handle_request_noblock()  # type: ignore[attr-defined]

    def end(self) -> None:
        """Stop taking requests, at once. Safe to repeat."""
        if not self.closing.is_set():
            self.closing.set()
            self._ring.close()

    def shutdown_request(self, request: Any) -> None:
        """Close, without a polite end of the stream first, so that a reset is one."""
        self.close_request(request)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Answer in a thread of its own; hang up on one too many."""
        if self._places.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.close_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        """Answer, and make place for another."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._places.release()

    def admits(self, size: str) -> bool:
        """Whether a request that says it is so large may be read."""
        fits = size.isdecimal() and len(size) < 9 and int(size) <= min(BODY, self._left)
        self._left -= int(size) if fits else 0
        return fits

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    wbufsize = 64 * 1024
    timeout = 60  # seconds of a client's silence
    server: _Server

    def do_POST(self) -> None:
        """Hand the request to the transport and its response to the client."""
        size = self.headers.get("content-length", "0")
        if not self.server.admits(size):
            self._send(httpx2.Response(413, json={"error": {"message": f"{size} bytes are too many"}}))
            return
        body = self.rfile.read(int(size))
        head = [(key, value) for key, value in self.headers.items() if key.lower() not in _HOP]
        address = f"http://127.0.0.1:{self.server.server_port}/{self.path.lstrip('/')}"
        try:
            request = httpx2.Request(self.command, address, headers=head, content=body)
            self._send(self.server.transport.handle_request(request))
        except httpx2.TimeoutException:
            self.server.closing.wait(HOLD)
            self._reset()
        except httpx2.TransportError:
            self._reset()
        except OSError:
            pass
        except Exception as error:
            text = f'{{"error": {{"message": "the transport failed: {type(error).__name__}"}}}}'
            self._send(httpx2.Response(500, content=text))

    do_GET = do_POST

    def _send(self, response: httpx2.Response) -> None:
        with contextlib.closing(response):
            self.send_response_only(response.status_code)
            for key, value in response.headers.multi_items():
                if key.lower() not in _HOP:
                    self.send_header(key, value)
            self.end_headers()
            for chunk in response.stream:  # type: ignore[union-attr]
                self.wfile.write(chunk)
                self.wfile.flush()

    def _reset(self) -> None:
        """Have the connection end in a TCP reset (RST): closing a socket with linger 0 sends one.

        Before that, the client has a moment to read what was sent.
        """
        self.server.closing.wait(0.02)
        linger = struct.pack("ii" if hasattr(socket, "AF_UNIX") else "hh", 1, 0)
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""
