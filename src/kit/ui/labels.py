"""What a person said of an eval's answers: one line per label in a JSON-lines file that is that person's own.

A line is appended in one piece and is on the disk before the next case is shown, so a kernel that dies takes
nothing along, and two kernels can write to one file. The last line about an answer counts; those before it
stay, as a record of second thoughts. A label belongs to the words that were judged: another answer to the
same case, from a later run, is not labelled by it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

CHOICES = ("right", "wrong", "unclear")


@dataclass(frozen=True)
class Label:
    """One judgement by hand.

    Attributes:
        case: the case's id.
        repeat: which answer to the case, from 0.
        answer: the words that were judged.
        label: "right", "wrong", "unclear", or "" for a note without a judgement.
        note: why.
        when: UTC, to the second.
    """

    case: str
    repeat: int
    answer: str
    label: str
    note: str = ""
    when: str = ""

    @property
    def of(self) -> tuple[str, int, str]:
        """What the label is about: case, repeat, and the words of the answer."""
        return self.case, self.repeat, self.answer


class LabelFile:
    """The labels in one file, read when this is made and appended to by `add`.

    Args:
        path: a JSON-lines file; made at the first label, not before.
    Raises:
        OSError: the file is there and cannot be read.
        ValueError: the file is there and holds something else than labels; it is then left as it is.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._latest: dict[tuple[str, int, str], Label] = {}
        if self.path.exists():
            for label in _read(self.path):
                self._latest[label.of] = label

    def get(self, case: str, repeat: int, answer: str) -> Label | None:
        """The latest label of this answer to this case, or None."""
        return self._latest.get((case, repeat, answer))

    def add(self, case: str, repeat: int, answer: str, label: str, note: str = "") -> Label:
        """Write one label to the file; it is on the disk when this returns.

        Raises:
            ValueError: no such label.
            OSError: the file cannot be written; the label is then not kept either.
        """
        if label not in ("", *CHOICES):
            raise ValueError(f"no label {label!r}; there are: {', '.join(CHOICES)}")
        when = datetime.now(UTC).isoformat(timespec="seconds")
        made = Label(case, repeat, answer, label, note, when)
        _append(self.path, made)
        self._latest[made.of] = made
        return made


def _append(path: Path, label: Label) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
    try:
        # A line cut short by a power cut or a full disk must not swallow the next one.
        torn = os.lseek(handle, 0, os.SEEK_END) > 0 and _last_byte(handle) != b"\n"
        os.write(
            handle, (b"\n" if torn else b"") + json.dumps(asdict(label), ensure_ascii=False).encode() + b"\n"
        )
        os.fsync(handle)
    finally:
        os.close(handle)


def _last_byte(handle: int) -> bytes:
    os.lseek(handle, -1, os.SEEK_END)
    return os.read(handle, 1)


def _read(path: Path) -> Iterable[Label]:
    lines = path.read_bytes().decode("utf-8", "replace").split("\n")
    found, strange = [], []
    for number, line in enumerate(lines, 1):
        if line.strip():
            label = _parsed(line)
            found.append(label) if label else strange.append(number)
    if strange and not found:
        raise ValueError(
            f"{path} holds no labels (see its line {strange[0]}); name another file with labels=."
        )
    return found


def _parsed(line: str) -> Label | None:
    try:
        row: Any = json.loads(line)
        return Label(**{**row, "case": str(row["case"]), "repeat": int(row["repeat"])})
    except (ValueError, TypeError, KeyError):
        return None
