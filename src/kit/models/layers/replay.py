"""Replay: record answers once, get the same ones ever after, k different samples of one prompt kept apart.

An answer's key is the call (method, path, body in canonical form) and the sample's index; without the index,
n samples of one prompt would all come back as the first. `sample` sets the index in `sample_index`; elsewhere
the n-th time a call is made under one `Replay` is sample n. Only whole, successful answers are recorded.
"""

from __future__ import annotations

import hashlib
import heapq
import json
import os
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, Literal, NamedTuple

import httpx2

from kit.models.keys import scrub, scrub_bytes
from kit.models.layers.exchange import Answer, Exchange, refusal, watch
from kit.models.layers.stack import active, in_force
from kit.models.layers.store import Store

Mode = Literal["auto", "record", "replay"]
MODES = ("auto", "record", "replay")
sample_index: ContextVar[int | None] = ContextVar("sample_index", default=None)
"""The index of the sample being drawn, from 0; None outside a sampler."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS answers (
    call TEXT, sample INTEGER, turn INTEGER, status INTEGER, type TEXT, body BLOB, request TEXT,
    recorded REAL, PRIMARY KEY (call, sample, turn)) WITHOUT ROWID;
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


class Place(NamedTuple):
    """Where an answer is kept: which sample, which time within it, and the sampler's index, if any."""

    sample: int
    turn: int
    within: int | None


class Replay:
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
        self._next: dict[tuple[str, int | None], int] = {}
        self._free: dict[tuple[str, int | None], list[int]] = {}
        self._held = set(self._store.read("SELECT call, sample, turn FROM answers"))

    @property
    def source(self) -> str | None:
        """The source whose answers are in the file, or None in an empty one."""
        rows = self._store.read("SELECT value FROM about WHERE name = 'source'")
        return rows[0][0] if rows else None

    def place(self, call: str) -> Place:
        """Take the next place of a call: which sample it is, and which time within that sample."""
        index = sample_index.get()
        with self._lock:
            free = self._free.get((call, index))
            if free:
                number = heapq.heappop(free)
            else:
                number = self._next.get((call, index), 0)
                self._next[call, index] = number + 1
        return Place(number, 0, None) if index is None else Place(index, number, index)

    def give_back(self, call: str, place: Place) -> None:
        """Free a place whose call failed, so that the SDK's retry takes it."""
        number = place.sample if place.within is None else place.turn
        with self._lock:
            heapq.heappush(self._free.setdefault((call, place.within), []), number)

    def find(self, call: str, place: Place) -> httpx2.Response | None:
        """The recorded answer, or None."""
        if (call, place.sample, place.turn) not in self._held:
            return None
        rows = self._store.read(
            "SELECT status, type, body FROM answers WHERE call = ? AND sample = ? AND turn = ?",
            (call, *place[:2]),
        )
        status, kind, body = rows[0]
        self.replayed += 1
        if kind.startswith("text/event-stream"):
            return httpx2.Response(status, headers={"content-type": kind}, stream=_Events(body))
        return httpx2.Response(status, headers={"content-type": kind}, content=body)

    def keep(self, call: str, place: Place, exchange: Exchange, answer: Answer) -> None:
        """Write a whole answer to the file, keys scrubbed."""
        from kit.models.sources import source

        kind = answer.response.headers.get("content-type", "application/json")
        request = scrub(exchange.content.decode("utf-8", "replace"))
        body = scrub_bytes(answer.content)
        self._store.write(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (call, place.sample, place.turn, answer.response.status_code, kind, body, request, time.time()),
        )
        self._held.add((call, place.sample, place.turn))
        if not self.recorded:
            self._store.write("INSERT OR REPLACE INTO about VALUES ('source', ?)", (source().name,))
        self.recorded += 1

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def wrap(self, inner: Any) -> ReplayTransport:
        """This recording as a layer around the transport `inner`."""
        return ReplayTransport(inner, self)

    def __repr__(self) -> str:
        return f"Replay({self.path.name}, {self.mode}: {self.replayed} replayed, {self.recorded} recorded)"


class _Events(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A recorded stream, one event at a time."""

    def __init__(self, body: bytes) -> None:
        self._pieces = [piece + b"\n\n" for piece in body.split(b"\n\n") if piece]

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


class ReplayTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """The layer: answers from the recording, or lets the call through and records it."""

    def __init__(self, inner: Any, replay: Replay) -> None:
        self._inner, self._replay = inner, replay

    def _look(self, request: httpx2.Request) -> tuple[Exchange, str, Place, httpx2.Response | None]:
        exchange, replay = Exchange.of(request), self._replay
        call = call_key(exchange)
        place = replay.place(call)
        found = replay.find(call, place) if replay.mode != "record" else None
        if found is not None:
            exchange.free = True
        elif replay.mode == "replay":
            found = refusal(
                exchange,
                404,
                "not_found_error",
                f"Replay: {replay.path.name} has no answer to this call as sample {place.sample} (it starts"
                f" {exchange.content[:60]!r}). Record it on a live source with kit.replay(path).",
            )
        return exchange, call, place, found

    def _recording(
        self, exchange: Exchange, call: str, place: Place, response: httpx2.Response
    ) -> httpx2.Response:
        def keep(answer: Answer) -> None:
            if answer.complete and answer.response.status_code < 400:
                self._replay.keep(call, place, exchange, answer)
            else:
                self._replay.give_back(call, place)

        return watch(response, keep)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        exchange, call, place, found = self._look(request)
        if found is not None:
            return found
        try:
            response = self._inner.handle_request(request)
        except BaseException:
            self._replay.give_back(call, place)
            raise
        return self._recording(exchange, call, place, response)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        exchange, call, place, found = self._look(request)
        if found is not None:
            return found
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException:
            self._replay.give_back(call, place)
            raise
        return self._recording(exchange, call, place, response)


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
