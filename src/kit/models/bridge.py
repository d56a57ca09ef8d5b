"""Serve any httpx2 transport as an HTTP server on this machine's loopback address.

So a simulated model (or any layer stack) can answer another process: `with serve_transport(transport) as
bridge:`, and that process sends to `bridge.address`. One thread a connection, kept alive between requests;
server-sent events go out as they are made; a connection error of the transport becomes a TCP reset for the
client. For trusted clients on loopback: no TLS, no proxies, no HTTP/2; uvicorn is the serious version.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx2

MAX_BODY = 32 * 1024 * 1024
_HOP = {
    "connection",
    "keep-alive",
    "transfer-encoding",
    "content-length",
    "content-encoding",
    "te",
    "upgrade",
}


class Bridge:
    """A running server in front of a transport. A context manager; closing it ends its threads.

    Attributes:
        address: where it listens, as "http://127.0.0.1:PORT".
    """

    def __init__(self, transport: httpx2.BaseTransport, port: int = 0, *, hold: float = 30.0) -> None:
        """Start serving; see `serve_transport`."""
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.transport, self._server.hold = transport, hold
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, name="kit-bridge", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening and drop the open connections. Safe to call twice; the transport stays open."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.drop_all()
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


def serve_transport(transport: httpx2.BaseTransport, port: int = 0, *, hold: float = 30.0) -> Bridge:
    """Serve a synchronous httpx2 transport over HTTP/1.1 on 127.0.0.1.

    Args:
        transport: answers the requests, from several threads at once.
        port: 0 picks a free one.
        hold: seconds to keep a request waiting when the transport times out, before the connection is reset;
            the client's own timeout usually ends it first.

    Raises:
        OSError: the port is taken.
    """
    return Bridge(transport, port, hold=hold)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    transport: httpx2.BaseTransport
    hold: float

    def __init__(self, *args: Any) -> None:
        self._open: set[socket.socket] = set()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._broken: set[socket.socket] = set()
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
            broken = request in self._broken
            self._broken.discard(request)
        if broken:
            request.close()  # no polite end of the stream first, so that it is a reset
        else:
            super().shutdown_request(request)

    def break_off(self, request: socket.socket) -> None:
        """Have a connection end in a TCP reset (RST): closing a socket with linger 0 sends one."""
        linger = struct.pack("ii" if hasattr(socket, "AF_UNIX") else "hh", 1, 0)
        with contextlib.suppress(OSError):
            request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        with self._lock:
            self._broken.add(request)

    def drop_all(self) -> None:
        self._closing.set()
        with self._lock:
            still = list(self._open)
        for one in still:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    timeout = 300
    server: _Server

    def do_POST(self) -> None:
        """Hand the request to the transport and its response to the client."""
        request = self._request()
        if request is None:
            return
        try:
            response = self.server.transport.handle_request(request)
        except httpx2.TimeoutException:
            return self._hold()
        except httpx2.TransportError:
            return self._reset()
        except Exception as error:
            return self._say(
                500, f'{{"error": {{"message": "the transport failed: {type(error).__name__}"}}}}'
            )
        try:
            self._send(response)
        finally:
            response.close()

    do_GET = do_DELETE = do_PUT = do_PATCH = do_POST

    def _request(self) -> httpx2.Request | None:
        length = self.headers.get("content-length", "0")
        unknown = "transfer-encoding" in self.headers or not length.isdigit()
        if unknown or int(length) > MAX_BODY:
            self.close_connection = True
            wrong = "send a Content-Length" if unknown else f"the request is larger than {MAX_BODY} bytes"
            self._say(411 if unknown else 413, f'{{"error": {{"message": "{wrong}"}}}}')
            return None
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            self.close_connection = True
            return None
        head = [(key, value) for key, value in self.headers.items() if key.lower() not in _HOP]
        address = f"http://127.0.0.1:{self.server.server_port}/{self.path.lstrip('/')}"
        return httpx2.Request(self.command, address, headers=head, content=body)

    def _send(self, response: httpx2.Response) -> None:
        streamed = "content-length" not in response.headers
        self.send_response_only(response.status_code)
        for key, value in response.headers.multi_items():
            if key.lower() not in _HOP or key.lower() == "content-encoding":
                self.send_header(key, value)
        if streamed:
            self.send_header("transfer-encoding", "chunked")
        else:
            self.send_header("content-length", response.headers["content-length"])
        self.end_headers()
        if streamed:
            self.wfile.flush()
        try:
            for chunk in response.stream:  # type: ignore[union-attr]
                if streamed and chunk:
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
                    self.wfile.flush()
                elif chunk:
                    self.wfile.write(chunk)
            if streamed:
                self.wfile.write(b"0\r\n\r\n")
            self.wfile.flush()
        except httpx2.TimeoutException:
            self._hold()
        except httpx2.TransportError:
            self.wfile.flush()
            self._reset()
        except OSError:
            self.close_connection = True

    def _say(self, status: int, text: str) -> None:
        body = text.encode()
        self.send_response_only(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        if self.close_connection:
            self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _hold(self) -> None:
        """Keep silent until the client hangs up, or for `hold` seconds, and then reset."""
        waited = 0.0
        self.connection.settimeout(0.05)
        while waited < self.server.hold and not self.server._closing.is_set():
            try:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    break
                self.server._closing.wait(0.05)
            except TimeoutError:
                pass
            except OSError:
                break
            waited += 0.05
        self._reset()

    def _reset(self) -> None:
        """Break the connection, once the client has had a moment to read what was sent."""
        self.close_connection = True
        self.server._closing.wait(0.02)
        self.server.break_off(self.connection)

    def handle(self) -> None:
        """Serve one connection; a client that breaks it off is no error."""
        with contextlib.suppress(OSError, ValueError):
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet."""
