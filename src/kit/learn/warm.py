"""A warm parent: one process that has imported what answers need, and forks a worker for each set of answers.

Importing IPython and two SDKs, and their first calls, take seconds; a fork takes milliseconds.
`with Warm(sheet) as warm:` and `run(..., start=warm.start)` grades many answers on it (`kit verify` and the
tests of kept answers do). Only where processes can fork; elsewhere `start` makes ordinary workers, slower,
with the same results.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from kit.learn.sheet import Sheet, tree_of
from kit.learn.wall import Limits, Worker, environment

CAN_FORK = hasattr(os, "fork") and hasattr(socket, "AF_UNIX") and sys.platform != "darwin"


class Warm:
    """The checker's handle on a warm parent for one exercise. A context manager.

    Args:
        sheet: the exercise; what its cells import is imported beforehand. None: `prepare` says it later.
        jailed: lock each worker in (`kit.learn.jail`): for a stranger's answers.
        often: make the SDKs' first calls beforehand, too: half a second that one worker alone is not worth.
    """

    def __init__(self, sheet: Sheet | None = None, jailed: bool = False, often: bool = True) -> None:
        self._jailed = jailed
        self._folder = tempfile.TemporaryDirectory(prefix="kit-warm-", ignore_cleanup_errors=True)
        self._path = str(Path(self._folder.name) / "s")
        self._process: subprocess.Popen[bytes] | None = None
        if CAN_FORK:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "kit.learn.parent", self._path, str(jailed)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=environment("", self._folder.name),
                start_new_session=True,
            )
        self._ready = False
        if sheet is not None:
            self.prepare(sheet, often)

    def prepare(self, sheet: Sheet, often: bool = True) -> None:
        """Have it import what an exercise's cells do; without waiting for that."""
        if self._process and self._process.stdin:
            with contextlib.suppress(OSError):  # it is gone: `start` says so
                wanted = {"imports": imports_of(sheet), "often": often}
                self._process.stdin.write(json.dumps(wanted).encode() + b"\n")
                self._process.stdin.flush()

    def wait(self) -> None:
        """Until it is ready; `start` does so, and a process that is about to fork must, itself."""
        if self._process and self._process.stdout and not self._ready:
            self._process.stdout.readline()
            self._ready = True

    def start(self, gateway: str = "", limits: Limits | None = None) -> Worker:
        """A worker, forked from the warm parent (or an ordinary one where that cannot be).

        Raises:
            OSError: it should be jailed, and its parent is gone or it died on the way in.
        """
        self.wait()
        if self._process is None:
            return Worker(gateway, limits)
        try:
            return Worker(gateway, limits, spawn=self._fork)
        except OSError:
            if self._jailed:  # never without walls in silence
                raise
            return Worker(gateway, limits)

    def _fork(self, scratch: str, env: dict[str, str]) -> Forked:
        jail = {"scratch": scratch, "port": _port(env["KIT_GATEWAY"])} if self._jailed else None
        return Forked(self._path, {"env": env, "cwd": scratch, "jail": jail})

    def alive(self) -> bool:
        """Whether workers can be had; only the process that made it knows."""
        return self._process is None or self._process.poll() is None

    def __enter__(self) -> Warm:
        return self

    def __exit__(self, *exc: object) -> None:
        if self._process:
            self._process.kill()
            with contextlib.suppress(OSError):
                self._process.communicate()
        self._folder.cleanup()


class Forked:
    """A forked worker, with what `Worker` needs of a `Popen`: pipes, pid, signals, kill, wait.

    Attributes:
        missing: walls that could not be raised around it; None if none were wanted.
        door: the listening socket inside its network, if it has one of its own.
        sockets: what it says comes from the first, what it prints from the second.
    """

    def __init__(self, path: str, header: dict[str, Any]) -> None:
        talk, there = socket.socketpair()
        printed, out = socket.socketpair()
        self.sockets = (talk, printed)
        self.returncode: int | None = None
        self.missing: tuple[str, ...] | None = None
        self.door: socket.socket | None = None
        with there, out, socket.socket(socket.AF_UNIX) as parent:
            talk.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
            parent.connect(path)
            data = json.dumps(header).encode() + b"\n"
            if left := data[socket.send_fds(parent, [data], [there.fileno(), out.fileno()]) :]:
                parent.sendall(left)
        try:
            self.pid = _sender(talk)
            talk.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)
            if header["jail"]:
                said, doors, _, _ = socket.recv_fds(printed, 4096, 1)
                self.door = socket.socket(fileno=doors[0]) if doors else None
                self.missing = tuple(json.loads(said)) if said else ()
            self.stdin = talk.makefile("wb")
            if not self.pid or (header["jail"] and not said):
                raise ChildProcessError("a worker died before it ran a line of anybody's code")
        except BaseException:
            self._let_go()  # so that it ends, wherever it is
            raise

    def send_signal(self, number: int) -> None:
        """Send the worker a signal."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """End it, and let go of its pipes."""
        if self.returncode is None:
            self.returncode = -9
            with contextlib.suppress(OSError):
                os.kill(self.pid, signal.SIGKILL)
            self._let_go()

    def _let_go(self) -> None:
        for line in self.sockets:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def wait(self, timeout: float | None = None) -> int:
        """Its parent reaps it; nothing to wait for."""
        return self.returncode or 0


def _sender(line: socket.socket) -> int:
    """The number of the process that sent the next byte, as this one sees it; 0 if none comes."""
    data, extra, _, _ = line.recvmsg(1, socket.CMSG_SPACE(12))
    return struct.unpack("iII", extra[0][2])[0] if data else 0


def _port(address: str) -> int:
    return int(address.rpartition(":")[2] or 0)


def imports_of(sheet: Sheet, kinds: Collection[str] = ("given", "answer", "plain")) -> str:
    """The import statements of an exercise's cells, as source: what a warm parent imports beforehand."""
    cells = [c.source for c in sheet.cells if c.kind in kinds]
    nodes = [
        n for source in cells for n in ast.walk(tree_of(source)) if isinstance(n, ast.Import | ast.ImportFrom)
    ]
    return "\n".join(dict.fromkeys(ast.unparse(n) for n in nodes))
