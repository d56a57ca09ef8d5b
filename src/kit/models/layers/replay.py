"""Replay: record answers once, get the same ones ever after, k different samples of one prompt kept apart.

An answer's key is the call (method, path, body in canonical form) and the sample's index; without the index,
n samples of one prompt would all come back as the first. `sample` sets the index in `sample_index`; elsewhere
the n-th time a call is made under one `Replay` is sample n. Only whole, successful answers are recorded.
"""

from __future__ import annotations

import hashlib
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Literal

import httpx2

from kit.models.keys import scrub
from kit.models.layers.exchange import HERE, Answer, Exchange, refusal
from kit.models.layers.layer import Layer, LayerTransport, Tell
from kit.models.layers.stack import active, in_force
from kit.models.layers.store import Store

Mode = Literal["auto", "record", "replay"]
MODES = ("auto", "record", "replay")
sample_index: ContextVar[int | None] = ContextVar("sample_index", default=None)
"""The index of the sample being drawn, from 0; None outside a sampler."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS answers (
    call TEXT, sample INTEGER, turn INTEGER, status INTEGER, type TEXT, body TEXT, request TEXT,
    recorded REAL, source TEXT, PRIMARY KEY (call, sample, turn)) WITHOUT ROWID;
"""
# Fields that say who asks, not what is asked.
_NOISE = ("user", "metadata", "safety_identifier", "prompt_cache_key")


def call_key(exchange: Exchange) -> str:
    """A hash of what is asked: method, path from /v1/ on, and the body with its keys sorted, minus noise."""
    asked = {k: v for k, v in exchange.body.items() if k not in _NOISE} or exchange.content.decode("latin-1")
    canonical = json.dumps(
        [exchange.request.method, exchange.path, asked], sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()[:32]


class Replay(Layer):
    """A recording in a SQLite file.

    Args:
        path: the file; made when missing, except in mode "replay".
        mode: "auto" (recorded answers, else ask and record), "record" (always ask, and record anew) or
            "replay" (recorded answers only).
    Raises:
        ValueError: no such mode. FileNotFoundError: mode "replay" and no file.
    """

    def __init__(self, path: str | Path, mode: Mode = "auto") -> None:
        if mode not in MODES:
            raise ValueError(f"no replay mode {mode!r}; there are: {', '.join(MODES)}")
        if mode == "replay" and not Path(path).exists():
            raise FileNotFoundError(f"no recording at {path}; make one with kit.replay({str(path)!r})")
        self.path, self.mode = Path(path), mode
        self.replayed = self.recorded = 0
        self._store = Store(path, _SCHEMA)
        self._lock = threading.Lock()
        self._taken: Counter[tuple[str, int | None]] = Counter()

    @property
    def source(self) -> str | None:
        """The source whose answers are in the file, or None in an empty one."""
        rows = self._store.run("SELECT source FROM answers LIMIT 1")
        return rows[0][0] if rows else None

    def begin(self, exchange: Exchange) -> httpx2.Response | Tell:
        """The recorded answer, or record the one that comes."""
        call, index = call_key(exchange), sample_index.get()
        if self.mode != "record" and (found := self._find(call, index)) is not None:
            return found
        if self.mode == "replay":
            sample, _ = self._place(call, index)
            return refusal(
                exchange,
                404,
                "not_found_error",
                f"Replay: {self.path.name} has no answer to this call as sample {sample} (it starts"
                f" {exchange.content[:60]!r}). Record it on a live source with kit.replay(path).",
            )

        def over(answer: Answer) -> None:
            if answer.complete and not answer.failed:
                self._keep(call, index, exchange, answer)

        return over

    def _place(self, call: str, index: int | None) -> tuple[int, int]:
        """The next place of a call: which sample it is, and which time within that sample."""
        number = self._taken[call, index]
        return (number, 0) if index is None else (index, number)

    def _find(self, call: str, index: int | None) -> httpx2.Response | None:
        with self._lock:
            rows = self._store.run(
                "SELECT status, type, body FROM answers WHERE call = ? AND sample = ? AND turn = ?",
                (call, *self._place(call, index)),
            )
            if not rows:
                return None
            self._taken[call, index] += 1
            self.replayed += 1
        status, kind, body = rows[0]
        return httpx2.Response(status, headers={"content-type": kind}, content=body, extensions={HERE: True})

    def _keep(self, call: str, index: int | None, exchange: Exchange, answer: Answer) -> None:
        """Write a whole answer to the file, keys scrubbed. A failed call takes no place: its retry does."""
        from kit.models.sources import source

        request, body = (
            scrub(text.decode("utf-8", "replace")) for text in (exchange.content, answer.content)
        )
        with self._lock:
            row = (*self._place(call, index), answer.status, answer.kind, body, request, time.time())
            self._store.run(
                "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (call, *row, source().name),
            )
            self._taken[call, index] += 1
            self.recorded += 1

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __repr__(self) -> str:
        return f"Replay({self.path.name}, {self.mode}: {self.replayed} replayed, {self.recorded} recorded)"


class ReplayTransport(LayerTransport):
    """A `Replay` as a transport around another: `ReplayTransport(inner, replay)`."""


@contextmanager
def replay(path: str | Path, mode: Mode = "auto") -> Iterator[Replay]:
    """Answer the block's calls from a recording, over all kit clients of this process.

    Args:
        path: the SQLite file.
        mode: see `Replay`. "auto" asks the source once and never again.
    Yields:
        the `Replay`, which counts what was replayed and recorded.
    """
    made = Replay(path, mode)
    try:
        with in_force(made):
            yield made
    finally:
        made.close()


def recorded_source() -> str | None:
    """The source of the recording in use: the innermost `replay`, or KIT_REPLAY."""
    for entry in reversed(active()):
        if isinstance(entry, Replay):
            return entry.source
    path = os.environ.get("KIT_REPLAY")
    return Replay(path, "replay").source if path and Path(path).exists() else None
