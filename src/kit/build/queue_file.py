"""The SQLite file under a review queue: opened, recognised, and changed whole or not at all.

Two tables. `items` says how things stand, `events` how they came to: it is only ever appended to (a trigger
refuses anything else). Both are written in one transaction, and the disk has it before the call returns, so
a process that is killed, or a power cut, leaves the state before or the state after. Any SQLite program can
read the file beside us. For many machines rather than many processes, take a database server.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

VERSION = 1
_OURS = 0x6B697451  # "kitQ": tells a queue from anybody else's SQLite file
_PATIENCE = 30.0  # seconds to wait for another writer
_TABLES = (
    """CREATE TABLE items (
        id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT UNIQUE, input TEXT NOT NULL, draft TEXT NOT NULL,
        confidence REAL, meta TEXT NOT NULL, priority REAL NOT NULL, added REAL NOT NULL,
        status TEXT NOT NULL DEFAULT 'waiting'
            CHECK (status IN ('waiting', 'claimed', 'approved', 'edited', 'rejected')),
        reviewer TEXT, since REAL, until REAL, said TEXT, why TEXT NOT NULL DEFAULT '', decided REAL)""",
    "CREATE INDEX items_by_status ON items (status, priority, confidence)",
    """CREATE TABLE events (
        id INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL REFERENCES items (id), at REAL NOT NULL,
        reviewer TEXT, what TEXT NOT NULL, seconds REAL, said TEXT, why TEXT NOT NULL DEFAULT '')""",
    "CREATE INDEX events_by_item ON events (item)",
    """CREATE TRIGGER events_stay BEFORE UPDATE ON events
        BEGIN SELECT RAISE(ABORT, 'the history of a queue is not rewritten'); END""",
    """CREATE TRIGGER events_are_kept BEFORE DELETE ON events
        BEGIN SELECT RAISE(ABORT, 'the history of a queue is not rewritten'); END""",
    # What a reviewer has typed and not yet saved. No event: it decides nothing.
    """CREATE TABLE unfinished (
        item INTEGER, reviewer TEXT, text TEXT NOT NULL, PRIMARY KEY (item, reviewer)) WITHOUT ROWID""",
    f"PRAGMA application_id = {_OURS}",
    f"PRAGMA user_version = {VERSION}",
)
_MARKS = ("application_id", "user_version")
_left_to_parents: list[sqlite3.Connection] = []  # a forked child neither uses nor closes its parent's


class QueueError(Exception):
    """A review queue cannot be used, or cannot do what was asked; nothing was changed. The text says why."""


class NotHeld(QueueError):
    """A decision about an item that this reviewer does not hold, or that is decided already."""


class QueueFile:
    """An open queue file, safe between threads and processes, and across a fork.

    Args:
        path: the file, made when missing; ":memory:" for a queue that goes with this process.
    Raises:
        QueueError: it is no queue, is of another version, or cannot be used.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = str(path)  # as it was given; a later change of folder does not move the file
        self.place = self.path if self.path == ":memory:" else os.path.abspath(self.path)
        self._open()

    def _open(self) -> None:
        self._pid, self._lock = os.getpid(), threading.RLock()
        self._db: sqlite3.Connection | None = None
        with self._said():
            if self.path != ":memory:":
                Path(self.place).parent.mkdir(parents=True, exist_ok=True)
            db = sqlite3.connect(self.place, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
            try:
                db.row_factory = sqlite3.Row
                self._recognise(db)
                db.execute("PRAGMA synchronous = FULL")
            except BaseException:
                db.close()
                raise
        self._db = db

    def _recognise(self, db: sqlite3.Connection) -> None:
        with _whole(db):  # two processes may be the first at once
            owner, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in _MARKS)
            if not owner and not db.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()[0]:
                for statement in _TABLES:
                    db.execute(statement)
                owner, version = _OURS, VERSION
        if owner != _OURS:
            raise QueueError(f"{self.path} is an SQLite file of something else; give the queue another path.")
        if version != VERSION:
            age = "a newer" if version > VERSION else "an older"
            raise QueueError(
                f"{self.path} was made by {age} kit (queue version {version}, this kit knows {VERSION}); "
                "open it with that kit, or give the queue another path."
            )
        _log_ahead(db)

    def _connection(self) -> sqlite3.Connection:
        if self._pid != os.getpid():
            if self.path == ":memory:":
                self._pid, self._lock = os.getpid(), threading.RLock()
            else:
                if self._db is not None:
                    _left_to_parents.append(self._db)
                self._open()
        if self._db is None:
            raise QueueError(f"The queue {self.path} is closed; open it again with Queue(path).")
        return self._db

    def read(self, statement: str, values: Mapping[str, Any] | None = None) -> list[sqlite3.Row]:
        """The rows that a SELECT finds."""
        db = self._connection()
        with self._lock, self._said():
            return db.execute(statement, values or {}).fetchall()

    @contextmanager
    def change(self) -> Iterator[sqlite3.Connection]:
        """A transaction: what is done inside is on the disk afterwards or, after an error, not done."""
        db = self._connection()
        with self._lock, self._said(), _whole(db):
            yield db

    @contextmanager
    def _said(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            why = str(error)
            if "locked" in why or "busy" in why:
                why = f"another program has been writing to it for {_PATIENCE:g} s; try again"
            raise QueueError(f"The queue {self.path} could not be used: {why}.") from error
        except sqlite3.DatabaseError as error:
            why = f"{self.path} is no review queue ({error}); give the queue another path."
            raise QueueError(why) from error
        except OSError as error:
            why = f"The queue {self.path} could not be made: {error.strerror or error}."
            raise QueueError(why) from error

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        with self._lock:
            if self._db is not None and self._pid == os.getpid():
                self._db.close()
            self._db = None


@contextmanager
def _whole(db: sqlite3.Connection) -> Iterator[None]:
    """All of what is done inside, or none of it. IMMEDIATE: who will write waits at the door, not halfway."""
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _log_ahead(db: sqlite3.Connection) -> None:
    """Write-ahead logging: readers do not wait for a writer. The switch ignores the timeout: try again."""
    end = time.monotonic() + _PATIENCE
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL").fetchone()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
