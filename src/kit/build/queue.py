"""A review queue: drafts wait in a SQLite file until a person has approved, edited or rejected each.

A claim puts one item into one reviewer's hands for a while (a lease), so that two people never work on the
same one; if the reviewer goes home, or the process dies, the item comes back. Decisions can be undone,
nothing is forgotten, and what people decide comes out as labelled cases. `kit.review(queue)` is the page to
work it on. Left out: roles, assignment by skill, several decisions on one item (Label Studio and argilla
have them).
"""

from __future__ import annotations

import math
import sqlite3
from typing import Any

from kit.build.queue_file import NotHeld, QueueError
from kit.build.queue_item import DECIDED, Event, Item, dumped, encodable, item_of, loaded
from kit.build.queue_record import ITEM, ORDER, QueueRecord, named
from kit.measure.cases import as_text

__all__ = ["Event", "Item", "NotHeld", "Queue", "QueueError"]

LEASE = 300.0


class Queue(QueueRecord):
    """Drafts that wait for a person, in one file. Safe between threads and between processes.

    Args:
        path: the file, made when missing; ":memory:" (the default) lives as long as this process.
        clock: seconds since 1970; tests turn it by hand.
    Raises:
        QueueError: the file is something else, or was made by another version of the kit.

    Example:
        `queue = Queue("desk.db"); queue.add("Where is my parcel?", "Tracking it now.", confidence=0.4)`, then
        `item = queue.claim("ana")` and `queue.edit(item.id, "ana", "It arrives on Monday.")`.
    """

    def add(
        self, input: Any, draft: Any, confidence: float | None = None, meta: dict[str, Any] | None = None, *,
        key: str | None = None, priority: float = 0.0,
    ) -> int:  # fmt: skip
        """Put a draft into the queue.

        Args:
            input: what the customer wrote; text or plain data.
            draft: what the machine would answer or do; None if it has nothing to propose.
            confidence: 0 to 1; None if unknown (such items are handed out first).
            meta: what to show beside it: {"citations": [...], "action": {"name": ..., "arguments": {...}}}.
            key: a name of yours. A second item of the same name is not added, so a cell can be run again.
            priority: higher ones are handed out first, whatever their confidence.
        Returns:
            The item's id; with a known key, that of the item that is there.
        Raises:
            ValueError: a confidence outside 0 to 1.
        """
        if confidence is not None and not 0 <= confidence <= 1:
            raise ValueError(f"confidence={confidence!r} must lie between 0 and 1, or be None for unknown.")
        if not math.isfinite(priority):
            raise ValueError(f"priority={priority!r} must be a number; higher ones come first.")
        sure = None if confidence is None else float(confidence)
        with self._file.change() as db:
            known = db.execute("SELECT id FROM items WHERE key = ?", (key,)).fetchone()
            if known:
                return int(known["id"])
            now = self._clock()
            values = (key, dumped(input), dumped(draft), sure, dumped(meta or {}), float(priority), now)
            made = db.execute(
                "INSERT INTO items (key, input, draft, confidence, meta, priority, added)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                values,
            )
            assert made.lastrowid is not None
            _tell(db, made.lastrowid, now, None, "added")
            return made.lastrowid

    def claim(self, reviewer: str, lease: float = LEASE, *, id: int | None = None) -> Item | None:
        """Take the next item into your hands: highest priority, then least confident, then oldest.

        Nobody else gets it until you decide, release it, or the lease runs out. What you released yourself
        comes last for you. Each call takes another item; `held` lists those you have.

        Args:
            reviewer: your name.
            lease: seconds until somebody else may take it.
            id: this very item instead of the next.
        Returns:
            The item; None if nothing waits (or that item does not).
        """
        who = named(reviewer)
        with self._file.change() as db:
            now = self._clock()
            row = db.execute(
                "SELECT id, status, reviewer FROM items"
                " WHERE (status = 'waiting' OR (status = 'claimed' AND until <= :now))"
                " AND (:id IS NULL OR id = :id)"
                " ORDER BY (SELECT COUNT(*) FROM events WHERE item = items.id AND what = 'released'"
                f" AND reviewer = :who), {ORDER} LIMIT 1",
                {"now": now, "id": id, "who": who},
            ).fetchone()
            if row is None:
                return None
            if row["status"] == "claimed":
                _tell(db, row["id"], now, row["reviewer"], "lapsed")
            _stand(db, row["id"], "claimed", who, since=now, until=now + lease)
            _tell(db, row["id"], now, who, "claimed")
            return item_of(_row(db, row["id"]), now)

    def renew(self, id: int, reviewer: str, lease: float = LEASE, text: str | None = None) -> Item:
        """Hold an item for longer, and keep what you have typed so far in case this process dies.

        Args:
            text: what you have typed; "" forgets it, None leaves what is kept.
        Raises:
            NotHeld: it is no longer yours.
        """
        with self._file.change() as db:
            now = self._clock()
            who = self._holder(db, id, reviewer)
            db.execute("UPDATE items SET until = ? WHERE id = ?", (now + lease, id))
            _keep(db, id, who, text)
            return item_of(_row(db, id), now)

    def approve(self, id: int, reviewer: str) -> Item:
        """Stand for the draft as it is. Twice is the same as once.

        A claim that ran out still counts until somebody else takes the item.

        Raises:
            NotHeld: somebody else holds it, or it is decided already. QueueError: no such item, or no draft.
        """
        return self._decide(id, reviewer, "approved")

    def edit(self, id: int, reviewer: str, text: Any) -> Item:
        """Answer with `text` instead; the draft is kept beside it. Text equal to the draft is an approval.

        Raises:
            ValueError: no text. NotHeld, QueueError: as for `approve`.
        """
        if text is None or (isinstance(text, str) and not text.strip()):
            raise ValueError(f"item {id}: an edited answer needs text; reject the draft if there is none.")
        return self._decide(id, reviewer, "edited", text)

    def reject(self, id: int, reviewer: str, why: str) -> Item:
        """Stand for no answer: the draft is wrong, and `why` says what is wrong with it.

        Raises:
            ValueError: no reason. NotHeld, QueueError: as for `approve`.
        """
        if not why.strip():
            raise ValueError(f"item {id}: a rejection needs a reason, for whoever mends the machine.")
        return self._decide(id, reviewer, "rejected", why=encodable(why.strip()))

    def _decide(self, id: int, reviewer: str, status: str, text: Any = None, why: str = "") -> Item:
        with self._file.change() as db:
            now, row, who = self._clock(), _row(db, id), named(reviewer)
            if status == "approved" and row["draft"] == "null":
                raise QueueError(f"item {id} has no draft to approve; edit it to give one, or reject it.")
            said = None if status == "rejected" else row["draft"] if status == "approved" else dumped(text)
            status = "approved" if said == row["draft"] else status
            if (row["status"], row["reviewer"], row["said"], row["why"]) != (status, who, said, why):
                self._holder(db, id, who)
                _stand(db, id, status, who, said=said, why=why, decided=now)
                _tell(db, id, now, who, status, since=row["since"], said=said, why=why)
                db.execute("DELETE FROM unfinished WHERE item = ? AND reviewer = ?", (id, who))
            return item_of(_row(db, id), now)

    def undo(self, id: int, reviewer: str, lease: float = LEASE) -> Item:
        """Take a decision back: the item is undecided again and in your hands. That is recorded too.

        Anybody may undo, under their name. What was already sent to the customer is not called back.

        Raises:
            QueueError: no such item, or nothing was decided about it.
        """
        who = named(reviewer)
        with self._file.change() as db:
            now, row = self._clock(), _row(db, id)
            if row["status"] not in DECIDED:
                raise QueueError(f"item {id} is {row['status']}; there is no decision to undo.")
            _stand(db, id, "claimed", who, since=now, until=now + lease)
            _tell(db, id, now, who, "undone", why=f"{row['status']} by {row['reviewer']}")
            _keep(db, id, who, as_text(loaded(row["said"])) if row["status"] == "edited" else None)
            return item_of(_row(db, id), now)

    def release(self, id: int, reviewer: str) -> Item:
        """Put an item back undecided, for somebody else.

        Raises:
            NotHeld: it is not yours. QueueError: no such item.
        """
        with self._file.change() as db:
            now, row = self._clock(), _row(db, id)
            who = self._holder(db, id, reviewer)
            _stand(db, id, "waiting")
            _tell(db, id, now, who, "released", since=row["since"])
            return item_of(_row(db, id), now)

    def _holder(self, db: sqlite3.Connection, id: int, reviewer: str) -> str:
        """The reviewer's name, if the item is in those hands."""
        who, row = named(reviewer), _row(db, id)
        if row["status"] in DECIDED:
            raise NotHeld(f"item {id} was {row['status']} by {row['reviewer']}; undo that to decide anew.")
        if row["status"] == "waiting":
            raise NotHeld(f"item {id} is waiting and not in {who}'s hands; claim it first.")
        if row["reviewer"] != who:
            raise NotHeld(f"item {id} is in {row['reviewer']}'s hands, not {who}'s; claim another one.")
        return who


def _row(db: sqlite3.Connection, id: int) -> sqlite3.Row:
    row = db.execute(f"{ITEM} WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise QueueError(f"There is no item {id} in this queue.")
    return row  # type: ignore[no-any-return]


def _stand(db: sqlite3.Connection, id: int, status: str, reviewer: str | None = None, **more: Any) -> None:
    """Say how an item stands; what is not said is emptied."""
    values = {"since": None, "until": None, "said": None, "why": "", "decided": None} | more
    db.execute(
        "UPDATE items SET status = :status, reviewer = :reviewer, since = :since, until = :until,"
        " said = :said, why = :why, decided = :decided WHERE id = :id",
        values | {"id": id, "status": status, "reviewer": reviewer},
    )


def _tell(
    db: sqlite3.Connection, id: int, at: float, reviewer: str | None, what: str, *,
    since: float | None = None, said: str | None = None, why: str = "",
) -> None:  # fmt: skip
    """Add a line to the history."""
    seconds = None if since is None else max(0.0, at - since)
    db.execute(
        "INSERT INTO events (item, at, reviewer, what, seconds, said, why) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (id, at, reviewer, what, seconds, said, why),
    )


def _keep(db: sqlite3.Connection, id: int, reviewer: str, text: str | None) -> None:
    """Remember what a reviewer has typed; "" forgets it, None changes nothing."""
    if text == "":
        db.execute("DELETE FROM unfinished WHERE item = ? AND reviewer = ?", (id, reviewer))
    elif text is not None:
        db.execute("REPLACE INTO unfinished VALUES (?, ?, ?)", (id, reviewer, encodable(text)))
