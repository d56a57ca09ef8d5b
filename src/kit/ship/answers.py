"""Answers that were given, and what people say of them, in one SQLite file: one key, one answer.

A request with an `Idempotency-Key` is written down before it is solved (claimed) and with its answer after,
so a client that retries, at once or after the service was restarted, gets the answer that was made, not a
second one. A failure takes the claim back: the retry may then succeed. A claim of a process that died is
void; on another machine nobody can see that, so there it lapses.
The header: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/

Feedback makes labelled cases of them: tomorrow's eval is made of today's complaints. Left out: who said it,
votes and arbitration (a review queue, `kit.review`, has reviewers).
"""

from __future__ import annotations

import json
import socket
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from kit.measure.cases import Case
from kit.measure.cases import digest as digest_of
from kit.measure.rate import Rate
from kit.models.layers.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    id TEXT PRIMARY KEY, key TEXT UNIQUE, digest TEXT NOT NULL, owner TEXT NOT NULL, until REAL NOT NULL,
    at REAL NOT NULL, request TEXT NOT NULL, body TEXT);
CREATE TABLE IF NOT EXISTS feedback (
    number INTEGER PRIMARY KEY, answer_id TEXT NOT NULL, right INTEGER, better TEXT, why TEXT NOT NULL,
    at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS feedback_by_answer ON feedback (answer_id)"""
_ROWS = """SELECT a.id, a.request, a.body, f.right, f.better, f.why FROM feedback f
    JOIN answers a ON a.id = f.answer_id
    WHERE f.number IN (SELECT MAX(number) FROM feedback GROUP BY answer_id) ORDER BY f.number"""


@dataclass(frozen=True)
class Given:
    """One request and, once there is one, its answer.

    Attributes:
        id: what the answer is known by.
        digest: of the request: the same for the same question.
        request: as it was asked, plain data.
        body: the answer as it was sent, JSON text; None while it is being made.
        until: when another process's claim without an answer lapses, seconds since 1970.
    """

    id: str
    digest: str
    request: Any
    body: str | None
    until: float

    @property
    def answer(self) -> Any:
        """The answer as plain data; None while it is being made."""
        return None if self.body is None else json.loads(self.body)["answer"]


class Answers:
    """The file of answers; several processes may share it.

    Args:
        path: the file, made when missing, and its folder.
        clock: seconds since 1970; tests turn it by hand.
    Raises:
        OSError: it is no database, or cannot be written.
    """

    def __init__(self, path: str | Path, clock: Callable[[], float] = time.time) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).touch(mode=0o600)  # what people wrote is for nobody else on this machine
        self._store, self._clock, self._owner = Store(path, SCHEMA), clock, _myself()

    def claim(self, id: str, key: str, digest: str, request: Any, seconds: float) -> Given:
        """Say that `key` is being answered, as `id`, unless it is or was.

        Args:
            seconds: after which the claim lapses if no answer came.
        Returns:
            What stands under the key: its `id` is yours if the claim is.
        """
        now = self._clock()
        for other, owner, until in self._store.run(
            "SELECT id, owner, until FROM answers WHERE key = ? AND body IS NULL AND owner != ?",
            (key, self._owner),
        ):
            if until <= now or _gone(owner):
                self.release(other)
        values = (id, key, digest, self._owner, now + seconds, now, json.dumps(request))
        self._store.run("INSERT OR IGNORE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, NULL)", values)
        found = self._one("key = ?", key)
        return found or self.claim(id, key, digest, request, seconds)  # taken back in between by its owner

    def keep(self, id: str, digest: str, request: Any, body: str) -> None:
        """Write an answer down, claimed before or not."""
        now = self._clock()
        values = (id, digest, self._owner, now, now, json.dumps(request), body)
        self._store.run(
            "INSERT INTO answers (id, digest, owner, until, at, request, body) VALUES (?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body",
            values,
        )

    def release(self, id: str) -> None:
        """Take a claim back: it was not answered."""
        self._store.run("DELETE FROM answers WHERE id = ? AND body IS NULL", (id,))

    def find(self, id: str) -> Given | None:
        """The answer of that id, or None."""
        return self._one("id = ?", id)

    def _one(self, where: str, value: str) -> Given | None:
        columns = "id, digest, request, body, until"
        rows = self._store.run(f"SELECT {columns} FROM answers WHERE {where}", (value,))
        if not rows:
            return None
        id, digest, request, body, until = rows[0]
        return Given(id, digest, json.loads(request), body, until)

    def forget(self, days: float) -> None:
        """Delete answers older than that, except those that somebody gave feedback on."""
        self._store.run(
            "DELETE FROM answers WHERE at < ? AND id NOT IN (SELECT answer_id FROM feedback)",
            (self._clock() - days * 86_400,),
        )

    def close(self) -> None:
        """Close the file."""
        self._store.close()


def _myself() -> str:
    """This process, and this opening of the file, in one word for other processes."""
    me = psutil.Process()
    return json.dumps([socket.gethostname(), me.pid, me.create_time(), uuid.uuid4().hex])


def _gone(owner: str) -> bool:
    """Whether the process of that name ran on this machine and does no more."""
    machine, pid, born, _ = json.loads(owner)
    try:
        return machine == socket.gethostname() and psutil.Process(pid).create_time() != born
    except psutil.NoSuchProcess:
        return True


class Feedback:
    """Feedback on the answers in a service's file (`answers.sqlite` in its folder).

    Args:
        path: the file.
    Raises:
        OSError: it is no such file.

    Example:
        `kit.evaluate(solve, Feedback(".kit/answers.sqlite").cases())`
    """

    def __init__(self, path: str | Path) -> None:
        if not Path(path).exists():
            raise FileNotFoundError(f"no answers at {path}; a service keeps them in its folder (.kit/).")
        self._store = Store(path, SCHEMA)

    def add(self, id: str, right: bool | None = None, better: Any = None, why: str = "") -> None:
        """Note what somebody said of an answer; the last word on an answer counts.

        Args:
            id: the answer's.
            right: whether it was.
            better: what should have been answered, as plain data; None: nothing was proposed.
            why: in their words.
        Raises:
            LookupError: there is no such answer (any more).
            ValueError: neither a verdict nor a better answer, or both "right" and a better one.
        """
        if right is None and better is None:
            raise ValueError("feedback needs `right` (true or false) or a `better` answer.")
        if right and better is not None:
            raise ValueError("an answer that was right needs no `better` one; send right=false with it.")
        self.answer(id)
        said = None if better is None else json.dumps(better)
        values = (id, bool(right), said, why, time.time())
        self._store.run("INSERT INTO feedback VALUES (NULL, ?, ?, ?, ?, ?)", values)

    def answer(self, id: str) -> Any:
        """The answer of that id, as it was given, as plain data.

        Raises:
            LookupError: there is no such answer (any more).
        """
        found = self._store.run("SELECT body FROM answers WHERE id = ? AND body IS NOT NULL", (id,))
        if not found:
            raise LookupError(f"there is no answer {id!r}; use the `id` that came with the answer.")
        return json.loads(found[0][0])["answer"]

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The last word on each answer: id, request, answer, right, better, why; oldest first."""
        found = []
        for id, request, body, right, better, why in self._store.run(_ROWS):
            answer, said = json.loads(body)["answer"], None if better is None else json.loads(better)
            row = {"id": id, "request": json.loads(request), "answer": answer}
            same = said is not None and said == answer  # whoever repeats an answer calls it right
            found.append(row | {"right": bool(right) or same, "better": said, "why": why})
        return found

    def cases(self) -> list[Case]:
        """The labelled ones: what was right, and what would have been better. One case per question.

        A bare "wrong" labels nothing: it says what the answer is not. (It is in `.rows`.)
        """
        labelled: dict[str, Case] = {}
        for row in self.rows:
            if row["right"] or row["better"] is not None:
                expected = row["answer"] if row["right"] else row["better"]
                tags = ("feedback", "right" if row["right"] else "wrong")
                labelled[digest_of(row["request"])] = Case(
                    row["request"], expected, tags=tags, note=row["why"]
                )
        return list(labelled.values())

    def rate(self) -> Rate:
        """Share called right among the answers that somebody judged: those who complain are no random sample.

        Raises:
            ValueError: nobody has judged any.
        """
        return Rate.of(row["right"] for row in self.rows)

    def close(self) -> None:
        """Close the file."""
        self._store.close()
