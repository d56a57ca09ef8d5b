"""The warm parent: a process that has imported what notebooks import, and forks a kernel for each that asks.

Started by `kit.ship.kernel`, one for each process that runs notebooks, and gone with it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import select
import signal
import socket
import sys
import threading
from importlib import import_module
from typing import Any


def received(talk: socket.socket) -> bytes:
    """One line from a socket.

    Raises:
        OSError: the other side hung up.
    """
    got = b""
    while not got.endswith(b"\n"):
        part = talk.recv(1 << 16)
        if not part:
            raise OSError("hung up")
        got += part
    return got


def _imported(names: list[str]) -> None:
    """Import what notebooks import, and have each SDK make a first call (half a second), answered here."""
    for name in names:
        with contextlib.suppress(Exception):
            import_module(name)
    os.environ.pop("KIT_GATEWAY", None)
    os.environ["KIT_SOURCE"] = "simulated"
    with contextlib.suppress(Exception):
        if "openai" not in sys.modules:
            return
        from kit.models import clients
        from kit.models.layers.stack import answering
        from kit.models.simulated import Script

        asked: Any = [{"role": "user", "content": "Hello"}]
        with answering(Script(["Hello."])):
            clients.OpenAI().chat.completions.create(model="m", messages=asked)
            clients.OpenAI().responses.create(model="m", input="Hello")
            clients.Anthropic().messages.create(model="m", messages=asked, max_tokens=9)


def serve(path: str, names: list[str]) -> None:
    """The warm parent: import, listen, fork a kernel for each connection, until stdin is closed."""
    if sys.path[0] in ("", os.getcwd()):  # as ipykernel's launcher does
        del sys.path[0]
    _imported(names)
    if threading.active_count() > 1:
        return  # a fork would lose that thread, and perhaps a lock it holds
    gc.freeze()  # what is here stays here: a fork's collector need not touch, and so copy, it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    os.write(1, b"ready\n")
    while True:
        ready, _, _ = select.select([listener.fileno(), 0], [], [])
        if 0 in ready:
            return
        line, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            _become(line)
        line.close()


def _become(line: socket.socket) -> None:
    """Turn this fork into the kernel that was asked for."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    asked = json.loads(received(line))
    os.environ.clear()
    os.environ.update(asked["env"])
    os.environ.pop("JPY_PARENT_PID", None)  # it watches `line` instead
    os.chdir(asked["cwd"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.argv = list(asked["argv"])
    random.seed()  # or all forks would throw the same dice
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "matplotlib" in sys.modules:
        backend = os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
        sys.modules["matplotlib"].rcParams._set("backend", backend)
    line.sendall(f"{os.getpid()}\n".encode())
    threading.Thread(target=_watch, args=(line,), daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=1)  # 1: watch no parent, and print no advice
    app.initialize(sys.argv[1:])
    app.start()
    sys.exit()


def _watch(line: socket.socket) -> None:
    """End with the process that asked for this kernel."""
    with contextlib.suppress(OSError):
        line.recv(1)
    os._exit(1)


if __name__ == "__main__":
    serve(sys.argv[1], sys.argv[2:])
