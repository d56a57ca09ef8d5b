"""Trace: every request and its answer, kept whole, shown as a table, written to SQLite if you name a file.

Headers are never kept, and every key the environment knows is scrubbed from what is. Each attempt is a span
of its own, so an SDK's silent retries show. It is a list and a table; for spans across services, use
OpenTelemetry (the Anthropic SDK emits such spans itself).
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx2

from kit.models.keys import scrub
from kit.models.layers.exchange import Answer, Exchange, watch
from kit.models.layers.show import answer_text, prompt_text, table
from kit.models.layers.stack import in_force
from kit.models.layers.store import Store
from kit.models.prices import price
from kit.models.usage import Usage

_SCHEMA = """CREATE TABLE IF NOT EXISTS spans (
    id INTEGER PRIMARY KEY, started REAL, seconds REAL, sdk TEXT, path TEXT, model TEXT, request TEXT,
    response TEXT, status INTEGER, error TEXT, input_tokens INTEGER, output_tokens INTEGER,
    cached_tokens INTEGER, calls INTEGER, usd REAL)"""
_COLUMNS = "started, seconds, sdk, path, model, request, response, status, error"
_USAGE = "input_tokens, output_tokens, cached_tokens, calls, usd"


@dataclass(frozen=True)
class Span:
    """One request and what came back.

    Attributes:
        id: its number, from 1.
        started: seconds since the epoch.
        seconds: until the last byte of the answer.
        sdk, path, model: "openai" or "anthropic"; the path from /v1/ on; the name in the request.
        request: the body sent, as text.
        response: the body received, as text (all events of a stream), keys scrubbed.
        status: HTTP status, or None if none came.
        usage: tokens and price.
        error: the exception's name and words if the connection or stream broke, else None.
    """

    id: int
    started: float
    seconds: float
    sdk: str
    path: str
    model: str
    request: str = field(repr=False)
    response: str = field(repr=False)
    status: int | None
    usage: Usage
    error: str | None = None

    @property
    def prompt(self) -> str:
        """The last thing that was asked, as text."""
        return prompt_text(self.request)

    @property
    def answer(self) -> str:
        """The text that came back; a stream's pieces joined; an error's message."""
        return answer_text(self.response)

    @property
    def body(self) -> dict[str, Any]:
        """The request's JSON object."""
        return json.loads(self.request) if self.request else {}


class Trace:
    """The spans of a block, oldest first: a sequence with a readable repr.

    Args:
        path: a SQLite file to write them to as well (table `spans`, appended).
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.spans: list[Span] = []
        self.path = Path(path) if path is not None else None
        self._store = Store(path, _SCHEMA) if path is not None else None
        self._ids = itertools.count(1)

    def add(self, span: Span) -> None:
        """Keep a span, in memory and in the file."""
        self.spans.append(span)
        if self._store is not None:
            row = (*(getattr(span, c.strip()) for c in _COLUMNS.split(",")), *astuple(span.usage))
            marks = ", ".join("?" * len(row))
            self._store.write(f"INSERT INTO spans ({_COLUMNS}, {_USAGE}) VALUES ({marks})", row)

    def next_id(self) -> int:
        """A number for the next span."""
        return next(self._ids)

    @property
    def usage(self) -> Usage:
        """Everything the spans used, added up."""
        return sum((s.usage for s in self.spans), Usage())

    @classmethod
    def load(cls, path: str | Path) -> Trace:
        """Read back the spans of a file; raises FileNotFoundError if it is not there."""
        if not Path(path).exists():
            raise FileNotFoundError(f"no trace at {path}; write one with kit.trace({str(path)!r})")
        made = cls()
        with sqlite3.connect(path) as db:
            for row in db.execute(f"SELECT id, {_COLUMNS}, {_USAGE} FROM spans ORDER BY id"):
                made.spans.append(Span(*(*row[:9], Usage(*row[10:]), row[9])))
        return made

    def close(self) -> None:
        """Close the file, if there is one. The spans stay."""
        if self._store is not None:
            self._store.close()
            self._store = None

    def wrap(self, inner: Any) -> TraceTransport:
        """This trace as a layer around the transport `inner`."""
        return TraceTransport(inner, self)

    def __len__(self) -> int:
        return len(self.spans)

    def __iter__(self) -> Iterator[Span]:
        return iter(self.spans)

    def __getitem__(self, index: int) -> Span:
        return self.spans[index]

    def __repr__(self) -> str:
        return f"Trace({len(self.spans)} spans; {self.usage})"

    def _repr_html_(self) -> str:
        return table(self)


class TraceTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """The layer: notes the request, lets the answer through, keeps both when the answer is over."""

    def __init__(self, inner: Any, trace: Trace) -> None:
        self._inner, self._trace = inner, trace

    def _note(self, exchange: Exchange, started: float, t0: float, answer: Answer | None, error: Any) -> None:
        usage = Usage(calls=1)
        if answer is not None and answer.response.status_code < 400:
            usage = _priced(exchange, Usage.of(answer.usage_body))
        self._trace.add(
            Span(
                id=self._trace.next_id(),
                started=started,
                seconds=time.perf_counter() - t0,
                sdk=exchange.sdk,
                path=exchange.path,
                model=exchange.model,
                request=scrub(exchange.content.decode("utf-8", "replace")),
                response=scrub(answer.content.decode("utf-8", "replace")) if answer else "",
                status=answer.response.status_code if answer else None,
                usage=usage if exchange.endpoint and not exchange.refused else Usage(),
                error=None if error is None else scrub(f"{type(error).__name__}: {error}"),
            )
        )

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        exchange, started, t0 = Exchange.of(request), time.time(), time.perf_counter()
        try:
            response = self._inner.handle_request(request)
        except BaseException as error:
            self._note(exchange, started, t0, None, error)
            raise
        return watch(response, lambda answer: self._note(exchange, started, t0, answer, answer.error))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        exchange, started, t0 = Exchange.of(request), time.time(), time.perf_counter()
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException as error:
            self._note(exchange, started, t0, None, error)
            raise
        return watch(response, lambda answer: self._note(exchange, started, t0, answer, answer.error))


def _priced(exchange: Exchange, usage: Usage) -> Usage:
    if exchange.free or exchange.endpoint is None:
        return usage
    try:
        return replace(usage, usd=price(usage, exchange.model, exchange.provider))
    except LookupError:
        return replace(usage, usd=float("nan"))


@contextmanager
def trace(path: str | Path | None = None) -> Iterator[Trace]:
    """Keep every request and answer of the block, over all kit clients of this process.

    Args:
        path: a SQLite file to write them to as well; `Trace.load(path)` reads it back.
    Yields:
        the `Trace`: `len(t)`, `t[0].prompt`, `t[0].answer`, `t.usage`; in a notebook, a table.
    """
    made = Trace(path)
    try:
        with in_force(made):
            yield made
    finally:
        made.close()
