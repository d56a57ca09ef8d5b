"""What people say of a service's answers, as labelled cases: tomorrow's eval is made of today's complaints.

Left out: who said it, votes and arbitration (a review queue, `kit.review`, has reviewers).
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from kit.measure.cases import Case, digest
from kit.measure.rate import Rate
from kit.models.layers.store import Store
from kit.ship.once import SCHEMA

_ROWS = """SELECT a.id, a.request, a.body, f.right, f.better, f.why FROM feedback f
    JOIN answers a ON a.id = f.answer_id
    WHERE f.number IN (SELECT MAX(number) FROM feedback GROUP BY answer_id) ORDER BY f.number"""


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
        if not self._store.run("SELECT 1 FROM answers WHERE id = ? AND body IS NOT NULL", (id,)):
            raise LookupError(f"there is no answer {id!r}; use the `id` that came with the answer.")
        said = None if better is None else json.dumps(better)
        values = (id, bool(right), said, why, time.time())
        self._store.run("INSERT INTO feedback VALUES (NULL, ?, ?, ?, ?, ?)", values)

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The last word on each answer: id, request, answer, right, better, why; oldest first."""
        names = ("id", "request", "answer", "right", "better", "why")
        found = []
        for id, request, body, right, better, why in self._store.run(_ROWS):
            said = None if better is None else json.loads(better)
            values = (id, json.loads(request), json.loads(body)["answer"], bool(right), said, why)
            found.append(dict(zip(names, values, strict=True)))
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
                labelled[digest(row["request"])] = Case(row["request"], expected, tags=tags, note=row["why"])
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
