"""A SQLite file for a layer: safe between threads, and whole if the process is killed.

Every statement is in the file when `run` returns. With write-ahead logging and without waiting for the disk
a row costs some ten microseconds; a power cut can lose the last of them.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path
from typing import Any


class Store:
    """A small SQLite database.

    Raises:
        OSError: the file is no database, or cannot be written.
    """

    def __init__(self, path: str | Path, schema: str) -> None:
        self.path, self._schema = Path(path), schema
        self._open()

    def _open(self) -> None:
        self._pid, self._lock = os.getpid(), threading.Lock()
        try:
            self._db: sqlite3.Connection | None = sqlite3.connect(
                self.path, timeout=10.0, check_same_thread=False, isolation_level=None
            )
            self._db.executescript(f"PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; {self._schema}")
        except sqlite3.Error as error:
            raise OSError(f"{self.path} cannot be used ({error}); choose another file") from error

    def run(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Execute one statement; the rows it selects. Once closed, it does nothing."""
        if self._db is not None and self._pid != os.getpid():  # a forked child must not share the connection
            self._open()
        try:
            with self._lock:
                return [] if self._db is None else self._db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise OSError(f"{self.path} cannot be used ({error}); choose another file") from error

    def close(self) -> None:
        """Close the file; the write-ahead log is folded into it."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None
