"""What a review queue can tell: items, counts, history, agreement, cases. `Queue` adds what changes it."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.build.queue_file import QueueError, QueueFile
from kit.build.queue_item import DECIDED, STATUSES, Event, Item, as_cases, event_of, item_of

if TYPE_CHECKING:
    from kit.measure.cases import Case
    from kit.measure.rate import Rate

ITEM = "SELECT *, (SELECT TOTAL(seconds) FROM events WHERE item = items.id) AS seconds FROM items"
_STANDS = "CASE WHEN status = 'claimed' AND until <= :now THEN 'waiting' ELSE status END"
ORDER = "priority DESC, confidence, added, items.id"  # SQLite sorts NULL, the unknown, before all numbers


class QueueRecord:
    """A queue's file, to be read."""

    def __init__(self, path: str | Path = ":memory:", *, clock: Callable[[], float] = time.time) -> None:
        self._clock, self._file = clock, QueueFile(path)

    @property
    def path(self) -> str:
        """Where the file is; ":memory:" for none."""
        return self._file.path

    def item(self, id: int) -> Item:
        """One item as it stands now.

        Raises:
            QueueError: no such item.
        """
        rows = self._file.read(f"{ITEM} WHERE id = :id", {"id": id})
        if not rows:
            raise QueueError(f"There is no item {id} in the queue {self.path}.")
        return item_of(rows[0], self._clock())

    def items(self, *status: str) -> list[Item]:
        """All items, or those of some statuses, in the order in which they are handed out.

        Args:
            status: any of "waiting", "claimed", "approved", "edited", "rejected"; "decided": the last three.
        Raises:
            ValueError: another word.
        """
        wanted = {word for name in status for word in (DECIDED if name == "decided" else (name,))}
        if strange := sorted(wanted - set(STATUSES)):
            raise ValueError(f"no status {strange[0]!r}; there are: {', '.join(STATUSES)}, decided")
        among = ", ".join(f"'{word}'" for word in wanted or STATUSES)
        rows = self._file.read(
            f"SELECT * FROM ({ITEM}) AS items WHERE {_STANDS} IN ({among}) ORDER BY {ORDER}",
            {"now": self._clock()},
        )
        return [item_of(row, self._clock()) for row in rows]

    def held(self, reviewer: str) -> list[Item]:
        """The items this reviewer has claimed and not decided, latest first.

        Lapsed ones too, while nobody else took them.
        """
        rows = self._file.read(
            f"{ITEM} WHERE status = 'claimed' AND reviewer = :who ORDER BY since DESC, id DESC",
            {"who": named(reviewer)},
        )
        return [item_of(row, self._clock()) for row in rows]

    def unfinished(self, id: int, reviewer: str) -> str | None:
        """What this reviewer had typed for an item and not yet saved as a decision."""
        rows = self._file.read(
            "SELECT text FROM unfinished WHERE item = :id AND reviewer = :who",
            {"id": id, "who": named(reviewer)},
        )
        return rows[0]["text"] if rows else None

    def counts(self) -> dict[str, int]:
        """How many items there are of each status, also where there is none."""
        rows = self._file.read(
            f"SELECT {_STANDS} AS stands, COUNT(*) AS n FROM items GROUP BY stands",
            {"now": self._clock()},
        )
        return dict.fromkeys(STATUSES, 0) | {row["stands"]: row["n"] for row in rows}

    def history(self, id: int | None = None) -> list[Event]:
        """Everything that happened, to one item or to all, oldest first."""
        where = "" if id is None else "WHERE item = :id"
        return [
            event_of(row) for row in self._file.read(f"SELECT * FROM events {where} ORDER BY id", {"id": id})
        ]

    def agreement(self) -> Rate | None:
        """How often a decided draft was approved unchanged; None before the first decision.

        Items are handed out least sure first, so this speaks of those that were read, not of those that wait.
        """
        from kit.measure.rate import Rate

        counts = self.counts()
        n = sum(counts[status] for status in DECIDED)
        return Rate(counts["approved"], n) if n else None

    def cases(self) -> list[Case]:
        """What people decided, as labelled cases for `kit.evaluate`, as things stand now.

        Returns:
            One case per decided item: input, the text a person stands for as `expected` (None where they
            rejected the draft), and a tag: "approved", "edited" or "rejected". The note keeps the draft, its
            confidence, the reviewer and the reason.
        """
        return as_cases(self.items("decided"))

    def close(self) -> None:
        """Close the file; closing twice is fine."""
        self._file.close()

    def __repr__(self) -> str:
        said = ", ".join(f"{count} {status}" for status, count in self.counts().items() if count)
        return f"{type(self).__name__}({self.path!r}: {said or 'empty'})"

    def __reduce__(self) -> tuple[Any, ...]:
        """To another process goes the way to the file, and it opens it for itself."""
        if self.path == ":memory:":
            raise QueueError("A queue in memory cannot go to another process; give it a path.")
        return partial(type(self), clock=self._clock), (self._file.place,)


def named(reviewer: str) -> str:
    """A reviewer's name as it is kept.

    Raises:
        ValueError: no name.
    """
    if not isinstance(reviewer, str) or not reviewer.strip():
        raise ValueError(f"reviewer={reviewer!r} must be a name, so that the history can say who it was.")
    return reviewer.strip()
