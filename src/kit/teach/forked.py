"""A checker as its bench sees it: a fork that is given submissions, heard, and ended."""

from __future__ import annotations

import contextlib
import gc
import json
import os
import shutil
import signal
import socket
import tempfile
import time
import traceback
from collections.abc import Callable
from typing import Any

from kit.learn.warm import Warm
from kit.teach.benches import FAILED
from kit.teach.checker import serve


class Checker:
    """A forked checker, as its bench sees it.

    Args:
        slug: of the exercise it grades.
        warm: the warm parent of its workers; None if it only reads.
        let_go: called in the fork: lets go of what is the bench's.
    Attributes:
        slug: of the exercise it grades.
        request: the one it has, or None.
    """

    def __init__(self, slug: str, warm: Warm | None, let_go: Callable[[], None]) -> None:
        self.slug, self.until = slug, float("inf")
        self.request: dict[str, Any] | None = None
        self._worker, self._got = 0, b""
        self._folder = tempfile.mkdtemp(prefix="kit-bench-")
        self.line, there = socket.socketpair()
        self._number = os.fork()
        if self._number:
            there.close()
            return
        try:
            _die_with_the_bench()
            self.line.close()
            let_go()
            gc.set_threshold(50_000)

            def tell(**message: Any) -> None:
                there.sendall(json.dumps(message).encode() + b"\n")

            with there.makefile("r", encoding="utf-8") as lines:
                serve(slug, warm, self._folder, lines, tell)
        except BaseException:
            if os.environ.get("KIT_DEBUG"):
                traceback.print_exc()
        finally:
            os._exit(0)

    def give(self, request: dict[str, Any]) -> None:
        """Let it grade a submission."""
        self.request, self.until = request, time.monotonic() + request["seconds"]
        with contextlib.suppress(OSError):  # it died: `heard` says so
            self.line.sendall(json.dumps(request).encode() + b"\n")

    def heard(self) -> dict[str, Any] | None:
        """Once something is there to read: its answer; one that it failed, if it is no more; or None yet."""
        try:
            chunk = self.line.recv(1 << 20)
        except OSError:
            chunk = b""
        if not chunk:
            return {"answer": {"state": FAILED}, "again": False}
        self._got += chunk
        while b"\n" in self._got:
            line, _, self._got = self._got.partition(b"\n")
            said: dict[str, Any] = json.loads(line)
            if "answer" in said:
                self._worker = 0
                return said
            self._worker = said["worker"]
        return None

    def close(self) -> None:
        """End it, its worker, and its folder."""
        self.line.close()
        with contextlib.suppress(OSError):
            os.kill(self._number, signal.SIGKILL)
        os.waitpid(self._number, 0)
        if self._worker:
            _end(self._worker)
        shutil.rmtree(self._folder, ignore_errors=True)


def _die_with_the_bench() -> None:
    with contextlib.suppress(OSError, ImportError, AttributeError):
        from kit.learn import linux

        linux.end_with_parent()


def _end(number: int) -> None:
    """End a worker whose checker died, and what it began; it is another's child."""
    import psutil

    with contextlib.suppress(psutil.Error):
        worker = psutil.Process(number)
        for one in (*worker.children(recursive=True), worker):
            one.kill()
