"""A SQLite file for a layer: one connection, safe between threads, whole after a crash."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from typing import Any


class Store:
    """A small SQLite database: `write` commits one statement, `read` returns rows.

    Write-ahead logging keeps the file whole if the process dies, and lets others read while it is written.
    """

    def __init__(self, path: str | Path, schema: str) -> None:
        self.path = Path(path)
        self._lock = threading.Lock()
        try:
            self._db = sqlite3.connect(self.path, timeout=10.0, check_same_thread=False, isolation_level=None)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(schema)
        except sqlite3.DatabaseError as error:
            raise OSError(f"{self.path} cannot be used ({error}); choose another file") from error

    def write(self, statement: str, values: tuple[Any, ...]) -> None:
        """Run one writing statement in a transaction of its own."""
        with self._lock:
            self._db.execute(statement, values)

    def read(self, statement: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """The rows that `statement` selects."""
        with self._lock:
            return self._db.execute(statement, values).fetchall()

    def close(self) -> None:
        """Close the file; the write-ahead log is folded into it."""
        with self._lock:
            self._db.close()
