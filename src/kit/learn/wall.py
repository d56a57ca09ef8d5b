"""The wall: the checker's handle on a worker process, where the learner's code runs.

Questions go over and outcomes come back as JSON lines; each question has a wall-clock limit. A worker that
does not answer is interrupted, then ended, with its children; one that dies, floods its pipes or sends
rubbish is `Gone`, with one sentence why. Its environment is made from scratch: no keys, no paid source.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kit.learn.heard import BySockets, ByThreads
from kit.learn.plain import dumps
from kit.learn.reach import Outcome, trouble
from kit.learn.said import outcome_in

_KEEP = """
    PATH HOME LANG LC_ALL TMPDIR TEMP TMP SYSTEMROOT USERPROFILE APPDATA LOCALAPPDATA PATHEXT COMSPEC
    XDG_CACHE_HOME LD_LIBRARY_PATH PYTHONPATH VIRTUAL_ENV CONDA_PREFIX KIT_SIZE KIT_CACHE OMP_NUM_THREADS
""".split()  # noqa: SIM905


OVER = "The grade is over."
_ENDED = "Your code ended the Python process it runs in (a crash, or a call such as os._exit)."
_RUBBISH = "What came back from your code's process was not an answer to what it was asked, so it was ended."


@dataclass(frozen=True)
class Limits:
    """Most a worker may take: seconds for a start, a cell, the whole; bytes printed, answered; threads."""

    start: float = 60
    cell: float = 60
    total: float = 600
    printed: int = 20_000_000
    answered: int = 100_000_000
    threads: int = 1000


class Gone(Exception):
    """The worker is no more; the message is one sentence why."""


class Worker:
    """A worker process, started at once and ready a moment later."""

    def __init__(
        self, gateway: str = "", limits: Limits | None = None, spawn: Callable[..., Any] | None = None
    ) -> None:
        self.limits = limits or Limits()
        self.gone = ""
        self._scratch = tempfile.TemporaryDirectory(prefix="kit-grade-", ignore_cleanup_errors=True)
        self.scratch = self._scratch.name  # the worker's folder, as it is called there
        self._until = time.monotonic() + self.limits.total
        self._process: Any = (spawn or _spawn)(self._scratch.name, environment(gateway, self._scratch.name))
        self._heard = self._listener()
        self.door: Any = getattr(self._process, "door", None)  # where its network has one, answer there
        self.missing: tuple[str, ...] | None = getattr(self._process, "missing", None)
        self._ready = False

    def _listener(self) -> BySockets | ByThreads:
        process, most = self._process, (self.limits.answered, self.limits.printed)
        if hasattr(process, "sockets"):
            return BySockets(process.sockets, *most)
        return ByThreads(process.stdout, process.stderr, *most, lambda: _end_tree(process))

    @property
    def number(self) -> int:
        """Of its process."""
        return int(self._process.pid)

    def ask(self, op: str, seconds: float, **details: Any) -> Outcome:
        """Put one question ("cell", "call", "value" or "folder") and wait for its outcome.

        Returns:
            What the worker said; kind "slow" when it took longer than `seconds`.
        Raises:
            Gone: it cannot answer any more.
        """
        return self.ask_ahead(op, seconds, **details)()

    def ask_ahead(self, op: str, seconds: float, **details: Any) -> Callable[[], Outcome]:
        """Put one question, and get what waits for its outcome, so that both sides can work meanwhile.

        Nothing else is asked before that is called. Returns and raises what `ask` does.
        """
        if self.gone:
            raise Gone(self.gone)
        if not self._ready:
            if self._poll("ready", self.limits.start) is None:
                self._end("The learner's process did not start in time.")
            self._ready = True
        question = secrets.token_hex(8)
        self._tell({"id": question, "op": op, **details}, min(seconds, 10.0))
        return lambda: self._outcome(question, seconds)

    def _outcome(self, question: str, seconds: float) -> Outcome:
        left = self._until - time.monotonic()
        outcome = self._poll(question, min(seconds, left))
        if outcome is not None:
            return outcome
        if self._interrupt() and self._poll(question, min(5.0, max(seconds, 1.0))) is not None:
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
        self._heard.close()
        self._scratch.cleanup()

    def _tell(self, request: dict[str, Any], seconds: float) -> None:
        data = (dumps(request) + "\n").encode()
        unread = None
        if len(data) > 16_000:  # a small one fits, read or not
            unread = threading.Timer(seconds, _end_tree, [self._process])
            unread.start()
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
        except OSError:
            self._end(_ENDED)
        finally:
            if unread:
                unread.cancel()

    def _poll(self, question: str, seconds: float) -> Outcome | None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            line = self._heard.line(min(left, 0.25))
            if line is None:
                self._count_threads()
                continue
            if not line:
                self._end(self._heard.flood or _ENDED)
            outcome = outcome_in(line, question)
            if outcome is None:
                self._end(_RUBBISH)
            return outcome
        return None

    def _count_threads(self) -> None:
        import psutil

        with contextlib.suppress(psutil.Error):
            if psutil.Process(self._process.pid).num_threads() > self.limits.threads:
                self._end(f"Your code started more than {self.limits.threads} threads, so it was ended.")

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
