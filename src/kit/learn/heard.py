"""What is heard from a worker's process: lines on one pipe, prints on another, and so much and no more.

Two ways of listening with the same outcome: with a thread for each pipe, on any platform; and without one,
where both are sockets.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

from kit.learn.said import MOST_LINE

FLOOD = "Your code's process sent back too much data, so it was ended."
_CHUNK = 1 << 18


def printed_too_much(most: int) -> str:
    """The sentence for a process that printed more than so many bytes."""
    return f"Your code printed more than {most / 1e6:g} MB, so it was ended."


class BySockets:
    """Listens to two sockets while somebody waits for a line; meanwhile the process can fill them, no more.

    Args:
        sockets: the one it talks through, and the one it prints to.
        answered, most_printed: bytes that may come.
    Attributes:
        flood: one sentence once too much came; no line comes after it.
    """

    def __init__(
        self, sockets: tuple[socket.socket, socket.socket], answered: int, most_printed: int
    ) -> None:
        self._talk, self._printed = sockets
        self._answered, self._most, self._left = answered, most_printed, most_printed
        self._got, self._seen = bytearray(), 0
        self._open = [*sockets]
        self.flood = ""

    def line(self, seconds: float) -> bytes | None:
        """The next line; b"" at the end of all; None if none came in time."""
        until = time.monotonic() + seconds
        while not self.flood:
            if (end := self._got.find(b"\n", self._seen)) >= 0:
                line, self._got, self._seen = bytes(self._got[: end + 1]), self._got[end + 1 :], 0
                return line
            self._seen = len(self._got)
            ready = select.select(self._open, [], [], max(until - time.monotonic(), 0))[0]
            if self._printed in ready:
                chunk = _received(self._printed)
                self._left -= len(chunk)
                if not chunk:
                    self._open.remove(self._printed)
                if self._left < 0:
                    self.flood = printed_too_much(self._most)
            if self._talk in ready:
                chunk = _received(self._talk)
                self._answered -= len(chunk)
                self._got += chunk
                if not chunk:
                    return b""
                if self._answered < 0 or (len(self._got) > MOST_LINE and b"\n" not in self._got):
                    self.flood = FLOOD
            if not ready:
                return None
        return b""

    def close(self) -> None:
        """Nothing to let go of."""


def _received(line: socket.socket) -> bytes:
    try:
        return line.recv(_CHUNK)
    except OSError:
        return b""


class ByThreads:
    """Listens to two pipes all the time; of lines that nobody has looked at yet only one is kept.

    Args:
        talk, printed: the pipes.
        answered, most_printed: bytes that may come.
        end: called when too much came.
    Attributes:
        flood: one sentence once too much came; no line comes after it.
    """

    def __init__(
        self, talk: Any, printed: Any, answered: int, most_printed: int, end: Callable[[], None]
    ) -> None:
        self._talk, self._printed, self._end = talk, printed, end
        self._answered, self._most = answered, most_printed
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._room = threading.Semaphore(1)
        self._over = False
        self.flood = ""
        for work in (self._read, self._drain):
            threading.Thread(target=work, daemon=True).start()

    def line(self, seconds: float) -> bytes | None:
        """The next line; b"" at the end of all; None if none came in time."""
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            return None
        self._room.release()
        return b"" if self.flood else line

    def close(self) -> None:
        """Let the threads end."""
        self._over = True
        self._room.release()

    def _read(self) -> None:
        left, most, line = self._answered, 1, b""
        with contextlib.suppress(OSError, ValueError):
            while self._room.acquire() and not self._over:
                most = min(left, MOST_LINE)
                line = self._talk.readline(most)
                left -= len(line)
                if not line.endswith(b"\n"):
                    break
                self._lines.put(line)
            if len(line) >= most:
                self._flooded(FLOOD)
        self._lines.put(b"")

    def _drain(self) -> None:
        left = self._most
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self._printed.fileno(), 65536):
                left -= len(chunk)
                if left < 0:
                    self._flooded(printed_too_much(self._most))
                    return

    def _flooded(self, why: str) -> None:
        self.flood = self.flood or why
        self._end()
