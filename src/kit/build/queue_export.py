"""A review queue for a terminal, a spreadsheet, or the next eval: what `kit queue PATH` prints and writes."""

from __future__ import annotations

import csv
import io
import json
import os
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from kit.build.queue import Item, Queue, QueueError
from kit.measure.cases import as_text, excerpt, plain
from kit.measure.seen import seen

COLUMNS = (
    "id", "key", "status", "reviewer", "input", "draft", "confidence", "answer", "why", "priority", "added",
    "decided", "seconds",
)  # fmt: skip


def opened(path: str | Path) -> Queue:
    """The queue at `path`.

    Raises:
        QueueError: there is no file, or it is no queue.
    """
    if not Path(path).is_file():
        raise QueueError(f"There is no queue at {path}; kit.build.Queue({str(path)!r}) makes one.")
    return Queue(path)


def told(path: str | Path, status: str = "", export: Path | None = None) -> str:
    """What `kit queue` says: counts and agreement, the items of a status, and where they were written.

    Args:
        path: the queue's file, which must be there.
        status: one of the statuses, "decided", or "all"; "" lists nothing.
        export: a .csv file for every item, or a .jsonl file for the decided ones as cases.
    Raises:
        QueueError: no queue there. ValueError: another status or ending. OSError: the file cannot be written.
    """
    queue = opened(path)
    counts, hands = queue.counts(), Counter(item.reviewer for item in queue.items("claimed"))
    holders = ", ".join(f"{count} by {seen(who)}" for who, count in hands.most_common())
    said = [
        f"{counts[name]} {name}" + (f" ({holders})" if name == "claimed" and holders else "")
        for name in counts
    ]
    lines = [f"{path}: {sum(counts.values())} items: {', '.join(said)}"]
    if (agreed := queue.agreement()) is not None:
        lines.append(f"approved unchanged: {agreed!r}")
    if status:
        lines += [_line(item) for item in (queue.items() if status == "all" else queue.items(status))]
    if export is not None:
        lines.append(written(queue, export))
    return "\n".join(lines)


def _line(item: Item) -> str:
    sure = "  ? " if item.confidence is None else f"{item.confidence:.2f}"
    shown = item.why if item.status == "rejected" else item.draft if item.text is None else item.text
    words = seen(f"{excerpt(item.input, 50)} -> {excerpt(shown, 50)}")
    return f"{item.id:5}  {item.status:8}  {sure}  {words}" + (
        f"  ({seen(item.reviewer)})" if item.reviewer else ""
    )


def written(queue: Queue, file: Path) -> str:
    """Write a queue to a file, whole or not at all; one sentence that says what.

    Args:
        file: `.csv` gets a row per item, for a spreadsheet; `.jsonl` a case per decided item, as
            `kit.Case(**json.loads(line))` reads it.
    Raises:
        ValueError: another ending.
    """
    if file.suffix == ".csv":
        text, what = as_csv(queue), f"{len(queue.items())} items"
    elif file.suffix == ".jsonl":
        cases = [json.dumps(plain(asdict(case)), ensure_ascii=False) + "\n" for case in queue.cases()]
        text, what = "".join(cases), f"{len(cases)} decided items as cases"
    else:
        raise ValueError(f"{file} must end in .csv (all items) or .jsonl (decided ones as cases).")
    new = file.with_name(f".{file.name}.new")
    new.write_text(text, encoding="utf-8", errors="backslashreplace", newline="")
    os.replace(new, file)
    return f"{what} written to {file}"


def as_csv(queue: Queue) -> str:
    """Every item as a row. A text that a spreadsheet would run as a formula gets a `'` before it."""
    page = io.StringIO()
    rows = csv.writer(page)
    rows.writerow(COLUMNS)
    for item in queue.items():
        values = {
            **asdict(item),
            "answer": item.text,
            "added": _when(item.added),
            "decided": _when(item.decided),
        }
        rows.writerow(_cell(values[name]) for name in COLUMNS)
    return page.getvalue()


def _when(seconds: float | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _cell(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    text = as_text(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
