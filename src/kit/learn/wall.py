"""The wall: the checker's handle on a worker process, where the learner's code runs.

Questions go over and outcomes come back as JSON lines; each question has a wall-clock limit. A worker that
does not answer is interrupted, then ended, with its children; one that dies, floods its pipes or sends
rubbish is `Gone`, with one sentence why. Its environment is made from scratch: no keys, no paid source.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kit.learn.plain import dumps, loads
from kit.learn.reach import Outcome, trouble

_KEEP = """
    PATH HOME LANG LC_ALL TMPDIR TEMP TMP SYSTEMROOT USERPROFILE APPDATA LOCALAPPDATA PATHEXT COMSPEC
    XDG_CACHE_HOME LD_LIBRARY_PATH PYTHONPATH VIRTUAL_ENV CONDA_PREFIX KIT_SIZE KIT_CACHE OMP_NUM_THREADS
""".split()  # noqa: SIM905


OVER = "The grade is over."


@dataclass(frozen=True)
class Limits:
    """Most a worker may take: seconds for a start, a cell, the whole; bytes printed, bytes answered."""

    start: float = 60
    cell: float = 60
    total: float = 600
    printed: int = 20_000_000
    answered: int = 100_000_000


class Gone(Exception):
    """The worker is no more; the message is one sentence why."""


class Worker:
    """A worker process, started at once and ready a moment later."""

    def __init__(
        self, gateway: str = "", limits: Limits | None = None, spawn: Callable[..., Any] | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.gone = ""
        self._number = 0
        self._scratch = tempfile.TemporaryDirectory(prefix="kit-grade-", ignore_cleanup_errors=True)
        self._until = time.monotonic() + self.limits.total
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._process: Any = (spawn or _spawn)(self._scratch.name, environment(gateway, self._scratch.name))
        self.printed = b""
        self.door: Any = getattr(self._process, "door", None)  # where its network has one, answer there
        self.missing: tuple[str, ...] | None = getattr(self._process, "missing", None)
        for work in (self._read, self._drain):
            threading.Thread(target=work, daemon=True).start()
        self._ready = False

    def ask(self, op: str, seconds: float, **details: Any) -> Outcome:
        """Put one question ("cell", "call" or "value") and wait for its outcome.

        Returns:
            What the worker said; kind "slow" when it took longer than `seconds`.
        Raises:
            Gone: it cannot answer any more.
        """
        if self.gone:
            raise Gone(self.gone)
        if not self._ready:
            self._await(0, self.limits.start, "The learner's process did not start in time.")
            self._ready = True
        self._number += 1
        try:
            self._process.stdin.write((dumps({"id": self._number, "op": op, **details}) + "\n").encode())
            self._process.stdin.flush()
        except OSError:
            self._end("Your code ended the Python process it runs in (a crash, or a call such as os._exit).")
        left = self._until - time.monotonic()
        outcome = self._poll(self._number, min(seconds, left))
        if outcome is not None:
            return outcome
        if self._interrupt() and self._poll(self._number, min(5.0, max(seconds, 1.0))) is not None:
            return trouble("slow", TimeoutError())
        self._end(
            f"Your code ran for more than {min(seconds, max(left, 0)):.0f} seconds, did not stop when "
            "interrupted, and was ended."
        )
        raise Gone(self.gone)

    def close(self) -> None:
        """End the process, its children, and its scratch folder. Safe to repeat."""
        self.gone = self.gone or OVER
        _end_tree(self._process)
        self._scratch.cleanup()

    def _await(self, number: int, seconds: float, otherwise: str) -> None:
        if self._poll(number, seconds) is None:
            self._end(otherwise)

    def _poll(self, number: int, seconds: float) -> Outcome | None:
        until = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(until - time.monotonic(), 0.001))
            except queue.Empty:
                return None
            if not line:
                self._end(
                    self.gone
                    or "Your code ended the Python process it runs in (a crash, or a call such as os._exit)."
                )
            outcome = _outcome(line)
            if outcome is None:
                self._end("What came back from your code's process was not an answer, so it was ended.")
            elif outcome.get("id") == number:
                return outcome

    def _end(self, why: str) -> None:
        self.gone = self.gone or why
        _end_tree(self._process)
        raise Gone(self.gone)

    def _interrupt(self) -> bool:
        if os.name != "posix":
            return False
        with contextlib.suppress(OSError):
            self._process.send_signal(signal.SIGINT)
        return True

    def _read(self) -> None:
        left = self.limits.answered
        with contextlib.suppress(OSError, ValueError):
            while left > 0:
                line = self._process.stdout.readline(left)
                left -= len(line)
                if not line.endswith(b"\n"):
                    break
                self._lines.put(line)
        if left <= 0:
            self.gone = self.gone or "Your code's process sent back too much data, so it was ended."
            _end_tree(self._process)
        self._lines.put(b"")

    def _drain(self) -> None:
        left = self.limits.printed
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self._process.stderr.fileno(), 65536):
                self.printed = (self.printed + chunk)[-20_000:]
                left -= len(chunk)
                if left < 0:
                    most = self.limits.printed / 1e6
                    self.gone = self.gone or f"Your code printed more than {most:g} MB, so it was ended."
                    _end_tree(self._process)
                    return


def _spawn(scratch: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    command = [sys.executable, "-m", "kit.learn.worker"]
    posix = os.name == "posix"
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=pipe, cwd=scratch, env=env, start_new_session=posix
    )


def environment(gateway: str, scratch: str) -> dict[str, str]:
    """The worker's environment: what Python needs, the checker's address, and no key of any kind."""
    kept = {k: v for k, v in os.environ.items() if k in _KEEP}
    return kept | {
        "KIT_GATEWAY": gateway,
        "KIT_NO_PAID": "1",
        "KIT_SOURCE": "local",
        "IPYTHONDIR": scratch,
        "MPLBACKEND": "agg",
        "PYTHONUTF8": "1",
        "PYTHONSAFEPATH": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
    }


def _outcome(line: bytes) -> Outcome | None:
    try:
        outcome = loads(line.decode())
    except (ValueError, RecursionError):
        return None
    if not isinstance(outcome, dict) or ("ok" in outcome) == ("error" in outcome):
        return None
    error = outcome.get("error", {})
    wanted = {"kind": str, "type": str, "message": str, "line": str, "bases": list}
    if "error" in outcome and not (
        isinstance(error, dict) and all(isinstance(error.get(k), t) for k, t in wanted.items())
    ):
        return None
    return outcome


def _end_tree(process: Any) -> None:
    import psutil

    family: list[Any] = []
    missing = getattr(process, "missing", None)
    if missing is None or "processes" in missing:  # else they are in a namespace, and end with it
        with contextlib.suppress(psutil.Error):
            family = psutil.Process(process.pid).children(recursive=True)
    if os.name == "posix" and process.returncode is None:
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    for member in family:
        with contextlib.suppress(psutil.Error):
            member.kill()
    with contextlib.suppress(OSError):
        process.kill()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)
