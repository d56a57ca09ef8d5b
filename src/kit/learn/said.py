"""What a learner's process says is a stranger's text: it is read here, once, and made safe to use.

A line that is not exactly an outcome, of the very question that was asked, is refused. What passes is plain
data within the bounds of `kit.learn.plain`, and texts that every report can hold.
"""

from __future__ import annotations

from typing import Any

from kit.learn.plain import NotPlain, loads, plain, printable
from kit.learn.reach import Outcome

MOST_LINE = 8_100_000  # a worker's own limit (`kit.learn.worker.MOST_ANSWER`), and its envelope
_KINDS = {"missing", "stub", "raised", "unplain", "uncallable", "arity", "interrupted"}
_TEXTS = {"kind": 20, "type": 200, "message": 600, "line": 200}


def outcome_in(line: bytes, question: str) -> Outcome | None:
    """The outcome that a line holds.

    Args:
        line: as it came from the learner's process.
        question: the id of what was asked. It is random, so nobody answers what has not been asked yet.
    Returns:
        `{"ok": plain}` or `{"error": {...}}`; None if the line is anything else.
    """
    try:
        said = loads(line.decode())
        if not isinstance(said, dict) or said.pop("id", None) != question or len(said) != 1:
            return None
        if "ok" in said:
            return {"ok": plain(said["ok"])}
        error = _error(said.get("error"))
    except (ValueError, RecursionError, NotPlain):
        return None
    return {"error": error} if error else None


def _error(found: Any) -> dict[str, Any] | None:
    if not isinstance(found, dict) or not all(isinstance(found.get(part), str) for part in _TEXTS):
        return None
    bases = found.get("bases")
    if found["kind"] not in _KINDS or not isinstance(bases, list) or {*map(type, bases)} - {str}:
        return None
    texts = {part: printable(found[part], most) for part, most in _TEXTS.items()}
    return {**texts, "bases": [printable(name, 200) for name in bases[:50]]}
