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
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from kit.models.keys import scrub
from kit.models.layers.exchange import Answer, Exchange
from kit.models.layers.layer import Layer, LayerTransport, Tell
from kit.models.layers.show import answer_text, prompt_text, table
from kit.models.layers.stack import in_force
from kit.models.layers.store import Store
from kit.models.usage import Usage

_SCHEMA = """CREATE TABLE IF NOT EXISTS spans (
    id INTEGER PRIMARY KEY, started, seconds, sdk, path, model, request, response, status, error,
    input_tokens, output_tokens, cached_tokens, calls, usd)"""


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
        error: the exception's name and words if the connection or stream broke, else None.
        usage: tokens and price.
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
    error: str | None = None
    usage: Usage = field(default_factory=Usage)

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


class Trace(Layer):
    """The spans of a block, oldest first: a sequence with a readable repr.

    Args:
        path: a SQLite file to write them to as well (table `spans`, appended).
    """

    def __init__(self, path: str | Path | None = None) -> None:
        self.spans: list[Span] = []
        self._store = Store(path, _SCHEMA) if path is not None else None
        self._ids = itertools.count(1)

    def begin(self, exchange: Exchange) -> Tell:
        """Note the request now, and the rest when the answer is over."""
        started, clock = time.time(), time.perf_counter()

        def over(answer: Answer) -> None:
            error = answer.error
            self._add(
                Span(
                    id=next(self._ids),
                    started=started,
                    seconds=time.perf_counter() - clock,
                    sdk=exchange.sdk,
                    path=exchange.path,
                    model=exchange.model,
                    request=scrub(exchange.content.decode("utf-8", "replace")),
                    response=scrub(answer.content.decode("utf-8", "replace")),
                    status=answer.status,
                    usage=exchange.usage(answer),
                    error=None if error is None else scrub(f"{type(error).__name__}: {error}"),
                )
            )

        return over

    def _add(self, span: Span) -> None:
        self.spans.append(span)
        if self._store is not None:
            _, *row, usage = vars(span).values()
            row += vars(usage).values()
            self._store.run(f"INSERT INTO spans VALUES (NULL{', ?' * len(row)})", tuple(row))

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
            rows = db.execute("SELECT * FROM spans ORDER BY id")
            made.spans = [replace(Span(*row[:10]), usage=Usage(*row[10:])) for row in rows]
        return made

    def close(self) -> None:
        """Close the file, if there is one. The spans stay."""
        if self._store is not None:
            self._store.close()

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


class TraceTransport(LayerTransport):
    """A `Trace` as a transport around another: `TraceTransport(inner, trace)`."""


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
