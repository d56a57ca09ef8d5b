"""Run an app: `serve` for the life of a process, `running` for a block of a test or a notebook."""

from __future__ import annotations

import logging
import math
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI

from kit.ship.settings import Settings

if TYPE_CHECKING:
    import uvicorn


def serve(app: FastAPI, settings: Settings | None = None) -> None:
    """Serve until SIGTERM or Ctrl-C; requests in the air are answered first, no new ones are taken.

    One line of JSON for each request goes to stderr, without addresses and without anybody's words.

    Args:
        app: made by `service`.
        settings: where to listen, and how long a request may take; default, the app's own.
    Raises:
        SystemExit: the port cannot be used.
    """
    settings = settings or app.state.settings
    place = _place(settings)
    log = logging.getLogger("kit.service")
    log.setLevel(logging.INFO)
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.StreamHandler(sys.stderr))
    where = f"http://{settings.host}:{place.getsockname()[1]}"
    print(f"{app.title} answers at {where} (see {where}/docs). Ctrl-C stops it.", file=sys.stderr, flush=True)
    # uvicorn raises the signal again after its graceful end; a stop that was asked for is no failure.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with suppress(KeyboardInterrupt):
        _server(app, settings).run(sockets=[place])


def _place(settings: Settings) -> socket.socket:
    """The socket to listen on."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        variable = f"{settings.model_config['env_prefix']}PORT"
        why = f"Port {settings.port} of {settings.host} cannot be used ({os.strerror(error.errno or 0)})"
        raise SystemExit(f"{why}. Set {variable} to another, or stop what listens there.") from None


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """Serve on a free port of this machine, in a thread, while the block runs.

    Yields:
        the address, "http://127.0.0.1:PORT".
    Raises:
        RuntimeError: it did not start; the log says why.
    """
    place = socket.create_server(("127.0.0.1", 0), backlog=2048)
    server = _server(app, app.state.settings)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [place]}, name="service", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    if not server.started:
        raise RuntimeError("The service did not start; what it logged says why.")
    try:
        yield f"http://127.0.0.1:{place.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def _server(app: FastAPI, settings: Settings) -> uvicorn.Server:
    """No access log (it has addresses), and time at the end for what is in the air."""
    import uvicorn

    last = math.ceil(settings.seconds) + 2
    quiet: dict[str, Any] = {"access_log": False, "log_level": "warning", "server_header": False}
    return uvicorn.Server(uvicorn.Config(app, timeout_graceful_shutdown=last, **quiet))
