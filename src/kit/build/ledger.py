"""A ledger of side effects in SQLite: what was begun, what was done, and never the same thing twice.

An act is written down before it is done (`begun`) and after (`done`), under a key that says which act it is.
Whoever comes again with the key, after a crash or in another process, gets the recorded result and does not
act. If the process died in between, nobody can know from the ledger alone whether it acted: such an act is
*in doubt*, and stays so until somebody has looked. Only where the tool writes to the ledger's own database
can both be one transaction, and then there is no doubt (`Ledger(connection=...)`).
Left out: acts that span services (sagas, and engines such as Temporal, do those).
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

_TABLE = """
CREATE TABLE IF NOT EXISTS kit_acts (
    key TEXT PRIMARY KEY, name TEXT NOT NULL, arguments TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('begun', 'done')), text TEXT NOT NULL DEFAULT '', at REAL NOT NULL
)"""


@dataclass(frozen=True)
class Act:
    """One side effect, as the ledger has it.

    Attributes:
        key: which act it is.
        name, arguments: the tool, and its arguments as plain JSON values.
        status: "done"; or "begun": in doubt, no result was ever written.
        text: what the tool said.
        at: when it was begun, seconds since the epoch.
    """

    key: str
    name: str
    arguments: Mapping[str, Any]
    status: Literal["begun", "done"]
    text: str = ""
    at: float = 0.0


class InDoubt(RuntimeError):
    """The act was begun and has no result: it may have happened. `.act` is what the ledger knows."""

    def __init__(self, act: Act) -> None:
        super().__init__(
            f"{act.name} was begun before and its outcome is unknown: it may have happened, or be happening "
            "now. Look at the current state before anything is done again."
        )
        self.act = act


class KeyTaken(ValueError):
    """The key stands for another act."""


class Ledger:
    """Acts by key, in a SQLite file that several processes may use at once.

    Args:
        path: the file; ":memory:" keeps nothing after this process.
        connection: instead of a path, the tools' own `sqlite3.Connection`. An act and its record are then
            one transaction: after a crash there are both or neither. A tool that commits by itself commits
            its record as begun, so even then it is never done twice.
    """

    def __init__(
        self, path: str | Path = ":memory:", *, connection: sqlite3.Connection | None = None
    ) -> None:
        self._shared = connection is not None
        self._lock = threading.RLock()
        self._db = connection or sqlite3.connect(
            path, timeout=30, isolation_level=None, check_same_thread=False
        )
        if not self._shared:
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute(_TABLE)

    @property
    def acts(self) -> tuple[Act, ...]:
        """Everything done or in doubt, in the order it was begun."""
        with self._lock:
            rows = self._db.execute(f"SELECT {_COLUMNS} FROM kit_acts ORDER BY at, rowid").fetchall()
        return tuple(_act(row) for row in rows)

    @property
    def doubts(self) -> tuple[Act, ...]:
        """Acts that were begun and have no result: look at each, then `done` or `withdraw` it."""
        return tuple(act for act in self.acts if act.status == "begun")

    def find(self, key: str) -> Act | None:
        """The act under a key, or None."""
        with self._lock:
            row = self._db.execute(f"SELECT {_COLUMNS} FROM kit_acts WHERE key = ?", (key,)).fetchone()
        return _act(row) if row else None

    def once(
        self,
        key: str,
        name: str,
        arguments: Mapping[str, Any],
        act: Callable[[], str],
        refuses: tuple[type[Exception], ...] = (),
    ) -> tuple[Act, bool]:
        """Do something unless it was done before, and write down that it was.

        Args:
            key: which act this is; the same key never acts twice.
            name, arguments: what is done, in plain JSON values.
            act: does it, and returns what to record.
            refuses: exceptions by which `act` says that it changed nothing; the record is then taken back.
        Returns:
            The record, and whether it was done now (False: before).
        Raises:
            InDoubt: it was begun before without a result, or `act` failed in a way that leaves it open.
            KeyTaken: the key was used for another name or other arguments.
            Exception: what `act` raised, if it is sure that nothing was changed.
        """
        if not self._shared:
            return self._once(key, name, arguments, act, refuses)
        with self._lock:  # one connection has one transaction at a time
            return self._once(key, name, arguments, act, refuses)

    def _once(
        self,
        key: str,
        name: str,
        arguments: Mapping[str, Any],
        act: Callable[[], str],
        refuses: tuple[type[Exception], ...],
    ) -> tuple[Act, bool]:
        begun = Act(key, name, dict(arguments), "begun", "", time.time())
        there = self._begin(begun)
        if there is not None:
            if (there.name, there.arguments) != (name, json.loads(_written(arguments))):
                raise KeyTaken(f"the key {key!r} stands for {there.name}({_written(there.arguments)}).")
            if there.status == "begun":
                raise InDoubt(there)
            return there, False
        try:
            text = act()
        except BaseException as error:
            if self._shared and self._db.in_transaction:  # the act goes back together with its record
                self._db.rollback()
            elif isinstance(error, refuses):
                self.withdraw(key)
            elif isinstance(error, Exception):
                raise InDoubt(begun) from error
            raise
        try:
            return self._record(replace(begun, status="done", text=text)), True
        except sqlite3.Error as error:
            raise InDoubt(begun) from error

    def _begin(self, act: Act) -> Act | None:
        """Write the intent, unless the key is there: then what is there."""
        row = (act.key, act.name, _written(act.arguments), act.status, act.text, act.at)
        with self._lock:
            if self._shared:
                self._db.execute("BEGIN IMMEDIATE")
            added = self._db.execute(
                f"INSERT OR IGNORE INTO kit_acts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row
            ).rowcount
            if added:
                return None
            if self._shared:
                self._db.rollback()
            return self.find(act.key)

    def done(self, key: str, text: str = "") -> Act:
        """Record that an act was done: by `once`, or by who looked at one in doubt and found it done.

        Raises:
            KeyError: no such act was begun.
        """
        found = self.find(key)
        if found is None:
            raise KeyError(f"the ledger has no act {key!r}")
        return self._record(replace(found, status="done", text=text))

    def _record(self, act: Act) -> Act:
        row = (act.key, act.name, _written(act.arguments), act.status, act.text, act.at)
        with self._lock:
            self._db.execute(f"INSERT OR REPLACE INTO kit_acts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", row)
            self._db.commit()
        return act

    def withdraw(self, key: str) -> None:
        """Take an act in doubt back: somebody looked, and it did not happen. It may then be done."""
        with self._lock:
            self._db.execute("DELETE FROM kit_acts WHERE key = ? AND status = 'begun'", (key,))
            self._db.commit()

    def close(self) -> None:
        """Close the ledger's own file; a connection that was given stays open."""
        if not self._shared:
            self._db.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


_COLUMNS = "key, name, arguments, status, text, at"


def _written(arguments: Mapping[str, Any]) -> str:
    """Arguments as one text, the same whatever their order."""
    return json.dumps(arguments, sort_keys=True, ensure_ascii=False, default=str)


def _act(row: tuple[Any, ...]) -> Act:
    key, name, arguments, status, text, at = row
    return Act(key, name, json.loads(arguments), status, text, at)
