"""A review queue: one item, one person; nothing decided twice, nothing lost, everything on record."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit import Case, Rate
from kit.build.queue import NotHeld, Queue, QueueError
from kit.build.queue_item import DECIDED


class Clock:
    """A clock that a test turns by hand."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def queue(tmp_path: Path, clock: Clock) -> Iterator[Queue]:
    made = Queue(tmp_path / "desk.db", clock=clock)
    yield made
    made.close()


def test_an_item_shows_what_was_put_in(queue: Queue) -> None:
    action = {"name": "cancel_pending_order", "arguments": {"order_id": "#W1", "reason": "no longer needed"}}
    made = queue.add("Ich möchte\nzurück 🙂", "Done.", 0.25, {"action": action, "citations": ["doc_1"]})
    item = queue.item(made)
    assert (item.id, item.input, item.draft, item.confidence) == (1, "Ich möchte\nzurück 🙂", "Done.", 0.25)
    assert item.meta == {"action": action, "citations": ["doc_1"]}
    assert (item.status, item.reviewer, item.text) == ("waiting", "", None)


def test_the_least_sure_comes_first_then_the_oldest(queue: Queue) -> None:
    for name, sure in [("sure", 0.9), ("unsure", 0.2), ("unsure too", 0.2), ("unknown", None)]:
        queue.add(name, "draft", sure)
    queue.add("urgent", "draft", 0.99, priority=1)
    wanted = ["urgent", "unknown", "unsure", "unsure too", "sure"]
    assert [item.input for item in queue.items("waiting")] == wanted
    assert [queue.claim("ana").input for _ in wanted] == wanted  # type: ignore[union-attr]
    assert queue.claim("ana") is None


def test_two_reviewers_never_hold_the_same_item(queue: Queue) -> None:
    first, second = queue.add("a", "x"), queue.add("b", "y")
    ana, ben = queue.claim("ana"), queue.claim("ben")
    assert ana is not None
    assert ben is not None
    assert (ana.id, ben.id) == (first, second)
    assert queue.claim("eve") is None
    assert [item.id for item in queue.held("ben")] == [second]


def test_one_item_can_be_asked_for(queue: Queue) -> None:
    queue.add("a", "x", 0.1)
    wanted = queue.add("b", "y", 0.9)
    assert queue.claim("ana", id=wanted).id == wanted  # type: ignore[union-attr]
    assert queue.claim("ben", id=wanted) is None


def test_approve_edit_and_reject_keep_draft_and_words(queue: Queue) -> None:
    for text in "abc":
        queue.add(text, f"draft {text}", 0.5)
    for _ in "abc":
        queue.claim("ana")
    queue.approve(1, "ana")
    queue.edit(2, "ana", "my own words")
    queue.reject(3, "ana", "  it promises money ")
    found = [(i.status, i.draft, i.text, i.why, i.reviewer) for i in queue.items("decided")]
    assert found == [
        ("approved", "draft a", "draft a", "", "ana"),
        ("edited", "draft b", "my own words", "", "ana"),
        ("rejected", "draft c", None, "it promises money", "ana"),
    ]
    assert queue.counts() == {"waiting": 0, "claimed": 0, "approved": 1, "edited": 1, "rejected": 1}
    assert queue.agreement() == Rate(1, 3)


def test_a_decision_needs_the_claim(queue: Queue) -> None:
    queue.add("a", "x")
    with pytest.raises(NotHeld, match=r"^item 1 is waiting and not in ana's hands; claim it first\.$"):
        queue.approve(1, "ana")
    queue.claim("ben")
    with pytest.raises(NotHeld, match=r"^item 1 is in ben's hands, not ana's; claim another one\.$"):
        queue.edit(1, "ana", "mine")
    with pytest.raises(NotHeld, match="in ben's hands"):
        queue.release(1, "ana")
    queue.approve(1, "ben")
    with pytest.raises(NotHeld, match=r"^item 1 was approved by ben; undo that to decide anew\.$"):
        queue.reject(1, "ana", "no")
    with pytest.raises(QueueError, match="no item 7"):
        queue.approve(7, "ana")
    assert [event.what for event in queue.history()] == ["added", "claimed", "approved"]


def test_an_item_comes_back_after_its_lease(queue: Queue, clock: Clock) -> None:
    queue.add("a", "x")
    queue.claim("ana", lease=60)
    clock.now += 59.9
    assert queue.claim("ben") is None
    clock.now += 0.1
    assert queue.counts()["waiting"] == 1
    assert queue.item(1).status == "waiting"
    assert queue.claim("ben").id == 1  # type: ignore[union-attr]
    with pytest.raises(NotHeld, match="in ben's hands, not ana's"):
        queue.approve(1, "ana")
    assert [(e.what, e.reviewer) for e in queue.history(1)][1:] == [
        ("claimed", "ana"),
        ("lapsed", "ana"),
        ("claimed", "ben"),
    ]


def test_a_late_decision_counts_while_nobody_else_took_the_item(queue: Queue, clock: Clock) -> None:
    queue.add("a", "x")
    queue.claim("ana", lease=60)
    clock.now += 3600
    assert [item.id for item in queue.held("ana")] == [1]
    assert queue.approve(1, "ana").status == "approved"


def test_a_claim_can_be_renewed_and_keeps_what_was_typed(queue: Queue, clock: Clock) -> None:
    queue.add("a", "x")
    queue.claim("ana", lease=60)
    clock.now += 50
    queue.renew(1, "ana", lease=60, text="half a sen")
    clock.now += 50
    assert queue.claim("ben") is None
    assert Queue(queue.path).unfinished(1, "ana") == "half a sen"
    queue.edit(1, "ana", "half a sentence")
    assert queue.unfinished(1, "ana") is None


def test_deciding_twice_is_the_same_as_once(queue: Queue) -> None:
    for _ in range(3):
        queue.add("a", "x")
        queue.claim("ana")
    for _ in range(2):
        queue.approve(1, "ana")
        queue.edit(2, "ana", "y")
        queue.reject(3, "ana", "no")
    assert len([event for event in queue.history() if event.what in DECIDED]) == 3
    with pytest.raises(NotHeld, match="was edited by ana"):
        queue.edit(2, "ana", "z")
    with pytest.raises(NotHeld, match="was approved by ana"):
        queue.approve(1, "ben")


def test_an_edit_that_changes_nothing_is_an_approval(queue: Queue) -> None:
    queue.add("a", "x")
    queue.claim("ana")
    assert queue.edit(1, "ana", "x").status == "approved"


def test_a_decision_must_say_something(queue: Queue) -> None:
    queue.add("a", None)
    queue.claim("ana")
    with pytest.raises(ValueError, match="needs text"):
        queue.edit(1, "ana", "  ")
    with pytest.raises(ValueError, match="needs a reason"):
        queue.reject(1, "ana", " ")
    with pytest.raises(QueueError, match="no draft to approve"):
        queue.approve(1, "ana")
    with pytest.raises(ValueError, match="must be a name"):
        queue.claim("")
    with pytest.raises(ValueError, match="between 0 and 1"):
        queue.add("a", "x", 1.2)
    assert queue.item(1).status == "claimed"


def test_undo_restores_the_former_state_and_is_recorded(queue: Queue, clock: Clock) -> None:
    queue.add("a", "x", 0.3)
    before = queue.claim("ana")
    queue.edit(1, "ana", "my words")
    assert queue.undo(1, "ana") == before
    assert queue.unfinished(1, "ana") == "my words"  # nobody has to type them again
    with pytest.raises(QueueError, match=r"^item 1 is claimed; there is no decision to undo\.$"):
        queue.undo(1, "ana")
    queue.approve(1, "ana")
    queue.undo(1, "ben")  # somebody else may, under their name
    queue.reject(1, "ben", "too short")
    told = [(event.what, event.reviewer, event.why) for event in queue.history(1)][2:]
    assert told == [
        ("edited", "ana", ""),
        ("undone", "ana", "edited by ana"),
        ("approved", "ana", ""),
        ("undone", "ben", "approved by ana"),
        ("rejected", "ben", "too short"),
    ]


def test_every_decision_is_an_event_with_time_reviewer_and_seconds(queue: Queue, clock: Clock) -> None:
    queue.add("a", "x")
    clock.now = 2000
    queue.claim("ana")
    clock.now = 2012.5
    queue.release(1, "ana")
    clock.now = 3000
    queue.claim("ben")
    clock.now = 3030
    queue.edit(1, "ben", "y")
    last = queue.history(1)[-1]
    assert (last.at, last.reviewer, last.what, last.seconds, last.text) == (3030, "ben", "edited", 30, "y")
    assert queue.item(1).seconds == 42.5
    assert queue.item(1).decided == 3030


def test_the_history_cannot_be_rewritten(queue: Queue) -> None:
    queue.add("a", "x")
    other = sqlite3.connect(queue.path)
    for crime in ("UPDATE events SET reviewer = 'nobody'", "DELETE FROM events"):
        with pytest.raises(sqlite3.DatabaseError, match="not rewritten"):
            other.execute(crime)
    other.close()


def test_an_interrupt_halfway_leaves_nothing_behind(queue: Queue, monkeypatch: pytest.MonkeyPatch) -> None:
    queue.add("a", "x")
    before = queue.claim("ana")

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("kit.build.queue._tell", interrupted)  # the item is changed, its history is not yet
        with pytest.raises(KeyboardInterrupt):
            queue.approve(1, "ana")
    assert queue.item(1) == before
    assert queue.approve(1, "ana").status == "approved"


def test_what_you_released_comes_last_for_you(queue: Queue) -> None:
    for text in "ab":
        queue.add(text, "x")
    queue.claim("ana")
    queue.release(1, "ana")
    assert queue.claim("ana").id == 2  # type: ignore[union-attr]
    assert queue.claim("ana").id == 1  # type: ignore[union-attr]


def test_a_named_item_is_added_once(queue: Queue) -> None:
    first = queue.add("a", "x", key="ticket-7")
    assert queue.add("a", "another draft", key="ticket-7") == first
    assert [item.draft for item in queue.items()] == ["x"]


def test_decisions_come_out_as_cases_and_an_undone_one_does_not(queue: Queue) -> None:
    for text, sure in [("a", 0.1), ("b", 0.2), ("c", None), ("b", 0.9), ("open", 0.95)]:
        queue.add(text, "draft", sure)
    for _ in range(4):
        queue.claim("ana")
    queue.approve(1, "ana")
    queue.edit(2, "ana", "words")
    queue.reject(3, "ana", "wrong tone")
    queue.edit(4, "ana", "other words")
    cases = {case.input if case.id == Case(case.input).id else "again": case for case in queue.cases()}
    assert {name: (case.expected, case.tags) for name, case in cases.items()} == {
        "a": ("draft", ("approved",)),
        "b": ("words", ("edited",)),
        "c": (None, ("rejected",)),
        "again": ("other words", ("edited",)),
    }
    assert "draft: draft\nconfidence: 0.2\nreviewer: ana" in cases["b"].note
    assert "why: wrong tone" in cases["c"].note
    queue.undo(1, "ana")
    assert len(queue.cases()) == 3


def test_drafts_may_be_data(queue: Queue) -> None:
    queue.add({"ticket": 7}, {"name": "refund", "arguments": {"usd": 5.0}})
    queue.claim("ana")
    queue.edit(1, "ana", {"name": "refund", "arguments": {"usd": 4.0}})
    assert queue.cases()[0].expected == {"name": "refund", "arguments": {"usd": 4.0}}


def test_text_that_no_file_can_hold_is_kept_as_well_as_can_be(queue: Queue) -> None:
    queue.add("half \ud83d of a sign\x00'; DROP TABLE items; --", "x", meta={"n": float("inf")})
    queue.claim("ana")
    queue.reject(1, "ana", "half \ud83d")
    assert queue.item(1).input == "half \ud83d of a sign\x00'; DROP TABLE items; --"
    assert queue.item(1).why == "half ?"


def test_a_queue_in_memory_works_for_a_lesson() -> None:
    queue = Queue()
    queue.add("a", "x")
    thread = threading.Thread(target=lambda: queue.claim("ana"))
    thread.start()
    thread.join()
    assert repr(queue) == "Queue(':memory:': 1 claimed)"
    with pytest.raises(QueueError, match="in memory cannot go to another process"):
        pickle.dumps(queue)
    queue.close()
    with pytest.raises(QueueError, match="is closed"):
        queue.counts()


def test_an_unknown_status_is_named(queue: Queue) -> None:
    with pytest.raises(ValueError, match="no status 'done'"):
        queue.items("done")


def test_another_file_is_refused_in_one_sentence_and_left_alone(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("not a database, but long enough to look at twice " * 20)
    with pytest.raises(QueueError, match="is no review queue"):
        Queue(words)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE items (id)")
    with pytest.raises(QueueError, match="SQLite file of something else"):
        Queue(other)
    with pytest.raises(QueueError, match="could not be"):
        Queue(tmp_path)
    assert words.read_text().startswith("not a database")


@pytest.mark.parametrize(("version", "age"), [(99, "a newer"), (0, "an older")])
def test_a_file_of_another_version_says_which(tmp_path: Path, version: int, age: str) -> None:
    path = tmp_path / "desk.db"
    Queue(path).close()
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(QueueError, match=f"was made by {age} kit .queue version {version}, this kit knows 1"):
        Queue(path)


def test_a_writer_that_stays_too_long_is_said_and_nothing_changes(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue.add("a", "x")
    monkeypatch.setattr("kit.build.queue_file._PATIENCE", 0.1)
    mine = Queue(queue.path)
    other = sqlite3.connect(queue.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(QueueError, match="another program has been writing"):
        mine.claim("ana")
    assert mine.counts()["waiting"] == 1  # reading goes on meanwhile
    other.execute("ROLLBACK")
    other.close()
    assert mine.claim("ana") is not None


# --- many at once, and killed ----------------------------------------------------------------------

ITEMS = 120
HAMMER = """
import random, sys, time
from kit.build.queue import Queue
queue, who, mine = Queue(sys.argv[1]), sys.argv[2], []
print("ready", flush=True)
sys.stdin.readline()
while (item := queue.claim(who)) is not None:
    time.sleep(random.random() / 250)  # without a breath, the one at work keeps the file to itself
    queue.approve(item.id, who)
    mine.append(item.id)
    time.sleep(random.random() / 250)
print(*mine)
"""


def test_two_processes_share_a_file_and_take_no_item_twice(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    queue = Queue(path)
    for number in range(ITEMS):
        queue.add(f"ticket {number}", "draft", random.Random(number).random())
    both = [
        subprocess.Popen(
            [sys.executable, "-c", HAMMER, path, who],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        for who in ("ana", "ben")
    ]
    assert [process.stdout.readline() for process in both if process.stdout] == ["ready\n"] * 2
    for process in both:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    took = [list(map(int, process.communicate(timeout=60)[0].split())) for process in both]
    assert sorted(took[0] + took[1]) == list(range(1, ITEMS + 1))
    assert min(map(len, took)) > 0
    assert {item.status for item in queue.items()} == {"approved"}
    told = Counter((event.item, event.what) for event in queue.history())
    assert set(told.values()) == {1}


def test_many_threads_share_one_queue(queue: Queue) -> None:
    for number in range(40):
        queue.add(str(number), "draft")
    took: list[int] = []

    def work(who: str) -> None:
        while (item := queue.claim(who)) is not None:
            took.append(item.id)
            queue.approve(item.id, who)

    threads = [threading.Thread(target=work, args=(f"r{n}",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(took) == list(range(1, 41))


def _work_for_ever(path: str, seed: int) -> None:
    queue, draw = Queue(path), random.Random(seed)
    while True:
        item = queue.claim("doomed", lease=3600)
        if item is None:
            item = draw.choice(queue.items("decided"))
            queue.undo(item.id, "doomed")
        how = draw.choice([queue.approve, queue.edit, queue.reject, queue.release])
        how(*(item.id, "doomed"), *(("words",) if how in (queue.edit, queue.reject) else ()))


def _replayed(queue: Queue, id: int) -> tuple[str, str]:
    """How an item must stand, if its history is true."""
    status, reviewer = "waiting", ""
    for event in queue.history(id):
        status = {"added": "waiting", "lapsed": "waiting", "released": "waiting", "undone": "claimed"}.get(
            event.what, event.what
        )
        reviewer = "" if status == "waiting" else event.reviewer
    return status, reviewer


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forking is the quick way to many processes")
def test_a_process_killed_anywhere_leaves_the_state_before_or_after(tmp_path: Path) -> None:
    path, draw = str(tmp_path / "desk.db"), random.Random(4)
    queue = Queue(path)
    for number in range(6):
        queue.add(str(number), "draft")
    context = multiprocessing.get_context("fork")
    for seed in range(25):
        worker = context.Process(target=_work_for_ever, args=(path, seed))
        worker.start()
        time.sleep(draw.uniform(0.02, 0.08))
        assert worker.pid is not None
        os.kill(worker.pid, signal.SIGKILL)
        worker.join()
        assert worker.exitcode == -signal.SIGKILL
        for item in queue.items():
            assert (item.status, item.reviewer) == _replayed(queue, item.id)
            assert (item.text == "words") == (item.status == "edited")
        for item in queue.held("doomed"):  # the next one starts from a full queue
            queue.release(item.id, "doomed")
    assert len(queue.history()) > 100  # it was killed at work, not before
    with sqlite3.connect(path) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_the_item_of_a_killed_reviewer_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "desk.db"
    Queue(path).add("a", "x")
    code = (
        "import os, sys; from kit.build.queue import Queue\n"
        "queue = Queue(sys.argv[1]); queue.claim('ana', lease=0.2); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", code, path]).returncode != 0
    queue = Queue(path)
    time.sleep(0.25)
    assert queue.claim("ben").id == 1  # type: ignore[union-attr]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_opens_the_file_for_itself(queue: Queue) -> None:
    queue.add("a", "x")
    child = multiprocessing.get_context("fork").Process(target=queue.claim, args=("child",))
    child.start()
    child.join()
    assert queue.held("child")[0].id == 1
    assert pickle.loads(pickle.dumps(queue)).counts() == queue.counts()
