"""A SQLite file for a layer: written behind the caller's back, safe between threads, whole after a crash.

Rows are handed to a thread that commits whatever has gathered in one transaction, so that a busy disk does
not slow the calls. Write-ahead logging keeps the file whole if the process is killed; what is lost then is
the last moment's rows. `close`, and the end of the interpreter, wait for all of them.
"""

from __future__ import annotations

import atexit
import os
import sqlite3
import threading
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

_GATHER = 0.05  # seconds of rows that go into one transaction


class Store:
    """A small SQLite database: `write` hands one statement over, `read` returns rows.

    Raises:
        OSError: the file is no database, or cannot be written (at the next `write`, `read` or `close`).
    """

    def __init__(self, path: str | Path, schema: str) -> None:
        self.path, self._schema = Path(path), schema
        self._open()

    def _open(self) -> None:
        self._pid, self._lock = os.getpid(), threading.Lock()
        self._queue: SimpleQueue[Any] = SimpleQueue()
        self._writer: threading.Thread | None = None
        self._hurry = threading.Event()
        self._failed: sqlite3.Error | None = None
        try:
            self._db = sqlite3.connect(self.path, timeout=10.0, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(self._schema)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _unusable(self, error: sqlite3.Error) -> OSError:
        return OSError(f"{self.path} cannot be used ({error}); choose another file")

    def _check(self) -> None:
        if self._pid != os.getpid():  # a forked child must not share the connection
            self._open()
        if self._failed is not None:
            raise self._unusable(self._failed) from self._failed

    def write(self, statement: str, values: tuple[Any, ...]) -> None:
        """Hand over one writing statement."""
        self._check()
        if self._writer is None:
            with self._lock:
                if self._writer is None:
                    self._writer = threading.Thread(target=self._work, daemon=True)
                    self._writer.start()
                    atexit.register(self.flush)
        self._queue.put((statement, values))

    def _work(self) -> None:
        done = False
        while not done:
            gathered = [self._queue.get()]
            self._hurry.wait(_GATHER)
            self._hurry.clear()
            try:
                while True:
                    gathered.append(self._queue.get_nowait())
            except Empty:
                pass
            rows = [item for item in gathered if isinstance(item, tuple)]
            try:
                with self._lock:
                    self._db.execute("BEGIN IMMEDIATE")
                    for statement, values in rows:
                        self._db.execute(statement, values)
                    self._db.execute("COMMIT")
            except sqlite3.Error as error:
                self._failed = error
            for item in gathered:
                done = done or item is None
                if isinstance(item, threading.Event):
                    item.set()

    def flush(self) -> None:
        """Wait until all that was handed over is in the file."""
        if self._writer is not None and self._writer.is_alive() and self._pid == os.getpid():
            written = threading.Event()
            self._queue.put(written)
            self._hurry.set()
            written.wait()

    def read(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows that `statement` selects, those just written included."""
        self.flush()
        self._check()
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def close(self) -> None:
        """Wait for the last row and close the file; the write-ahead log is folded into it."""
        if self._writer is not None and self._pid == os.getpid():
            self.flush()
            self._queue.put(None)
            self._hurry.set()
            self._writer.join()
            atexit.unregister(self.flush)
        with self._lock:
            self._db.close()
        if self._failed is not None:
            raise self._unusable(self._failed) from self._failed
