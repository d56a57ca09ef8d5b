"""The learner's side of a grade: a process that runs answer cells and calls what they define, when told to.

`python -m kit.learn.worker` reads requests, one JSON line each, from what was its standard input and answers
on what was its standard output; both are moved to private descriptors first, so that learner code can print
and read what it likes. Checks never come here. It ends when the checker goes away, whatever the code does.
"""

from __future__ import annotations

import ast
import contextlib
import os
import queue
import signal
import sys
import threading
from typing import Any

from kit.learn import reach
from kit.learn.folder import act
from kit.learn.plain import dumps, loads

MOST_ANSWER = 8_000_000


def _silent(*args: Any, **more: Any) -> None:
    """Show no traceback."""


def _no_magics_in_python(manager: Any) -> None:
    """Let IPython look for magics, which takes it long, only in cells that are no Python without them."""
    search = manager.do_token_transforms
    usual = list(manager.token_transformers)

    def transform(lines: list[str]) -> list[str]:
        with contextlib.suppress(SyntaxError, ValueError, RecursionError, MemoryError):
            ast.parse("".join(lines))
            if manager.token_transformers == usual:
                return lines
        return search(lines)  # type: ignore[no-any-return]

    manager.do_token_transforms = transform


class Worker:
    """Runs cells in an IPython shell and reaches the names they made."""

    def __init__(self) -> None:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config

        config = Config()
        config.HistoryManager.enabled = False
        config.InteractiveShell.colors = "nocolor"
        shell: Any = InteractiveShell.instance(config=config)
        shell.ask_exit = sys.exit
        shell.runs_checks = False
        _no_magics_in_python(shell.input_transformer_manager)
        shell.showtraceback = shell.showsyntaxerror = _silent  # nobody reads it, and it is slow
        self.shell = shell

    def cell(self, source: str) -> reach.Outcome:
        """Run one cell, as the notebook would; the outcome holds the error it ended with, if any."""
        result = self.shell.run_cell(source, store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error is None:
            return {"ok": None}
        return reach.trouble("stub" if isinstance(error, NotImplementedError) else "raised", error)

    def call(self, path: str, args: list[Any], kwargs: dict[str, Any]) -> reach.Outcome:
        """Call the function that `path` names."""
        try:
            target = reach.resolve(self.shell.user_ns, path)
        except KeyError as error:
            return reach.trouble("missing", error)
        return reach.call(target, args, kwargs, self._wait)

    def value(self, path: str) -> reach.Outcome:
        """The plain copy of the value that `path` names."""
        try:
            return reach.look(reach.resolve(self.shell.user_ns, path))
        except KeyError as error:
            return reach.trouble("missing", error)

    def _wait(self, coroutine: Any) -> Any:
        from IPython.core.async_helpers import get_asyncio_loop

        return get_asyncio_loop().run_until_complete(coroutine)

    def answer(self, request: dict[str, Any]) -> reach.Outcome:
        """Do what one request says."""
        if request["op"] == "cell":
            return self.cell(request["source"])
        if request["op"] == "call":
            return self.call(request["path"], request["args"], request["kwargs"])
        if request["op"] == "folder":
            return reach.call(act, request["args"], {})
        return self.value(request["path"])


def serve(inward: int, outward: int, worker: Worker | None = None) -> None:
    """Answer requests from one descriptor on another until the first closes, with a worker that is ready."""
    requests: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        with os.fdopen(inward, encoding="utf-8") as lines:
            for line in lines:
                requests.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    worker = worker or Worker()
    _send(outward, {"id": "ready", "ok": None})
    while True:
        try:
            request = loads(requests.get())
        except KeyboardInterrupt:
            continue
        try:
            outcome = worker.answer(request)
            with contextlib.suppress(Exception):  # whatever sys.stdout is by now
                sys.stdout.flush()
        except KeyboardInterrupt as error:
            outcome = reach.trouble("interrupted", error)
        except BaseException as error:
            outcome = reach.trouble("raised", error)
        _send_whole(outward, {"id": request["id"], **outcome})


def _send_whole(outward: int, message: dict[str, Any]) -> None:
    """Send, and let no interrupt that comes too late make half a line of it, or two."""
    sent = False
    while not sent:
        with contextlib.suppress(KeyboardInterrupt):
            before = signal.signal(signal.SIGINT, lambda number, frame: None)
            _send(outward, message)
            sent = True
            signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def _send(outward: int, message: dict[str, Any]) -> None:
    text = dumps(message)
    if len(text) > MOST_ANSWER:
        error = TypeError(f"{len(text) / 1e6:.0f} MB of data; return less")
        text = dumps({"id": message["id"], **reach.trouble("unplain", error)})
    data = text.encode() + b"\n"
    while data:
        data = data[os.write(outward, data) :]


def main(worker: Worker | None = None) -> None:
    """Move the pipes out of the learner's reach, and serve."""
    inward, outward = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    sys.path[:] = [p for p in sys.path if p]
    serve(inward, outward, worker)


if __name__ == "__main__":
    main()
