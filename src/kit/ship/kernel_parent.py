"""The warm parent: a process that has imported what notebooks import, and forks a kernel for each that asks.

Started by `kit.ship.kernel`, one for each process that runs notebooks, and gone with it.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import random
import signal
import sys
import threading
from importlib import import_module
from typing import Any


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


def serve(alive: int, names: list[str]) -> None:
    """The warm parent: import, then fork a kernel for each line of JSON on stdin, until that is closed.

    Args:
        alive: a file descriptor that is over when the process that asks for kernels has ended.
        names: modules to import.
    """
    if sys.path[0] in ("", os.getcwd()):  # as ipykernel's launcher does
        del sys.path[0]
    answers = os.dup(1)
    os.dup2(2, 1)  # what a module or a cell's child prints is no answer
    _imported(names)
    if threading.active_count() > 1:
        return  # a fork would lose that thread, and perhaps a lock it holds
    gc.freeze()  # what is here stays here: a fork's collector need not touch, and so copy, it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdin.readline()
    os.write(answers, b"ready\n")
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            os.close(answers)
            _become(json.loads(line), alive)
        os.write(answers, f"{pid}\n".encode())


def _become(asked: dict[str, Any], alive: int) -> None:
    """Turn this fork into the kernel that was asked for."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    os.environ.clear()
    os.environ.update(asked["env"])
    os.environ.pop("JPY_PARENT_PID", None)  # it watches `alive` instead
    os.chdir(asked["cwd"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = list(asked["argv"])
    random.seed()  # or all forks would throw the same dice
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "matplotlib" in sys.modules:
        backend = os.environ.get("MPLBACKEND") or "module://matplotlib_inline.backend_inline"
        sys.modules["matplotlib"].rcParams._set("backend", backend)
    threading.Thread(target=_watch, args=(alive,), daemon=True).start()
    from ipykernel.kernelapp import IPKernelApp

    app = IPKernelApp.instance(parent_handle=1)  # 1: watch no parent, and print no advice
    app.initialize(sys.argv[1:])
    app.start()
    sys.exit()


def _watch(alive: int) -> None:
    """End with the process that asked for this kernel."""
    os.read(alive, 1)
    os._exit(1)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
