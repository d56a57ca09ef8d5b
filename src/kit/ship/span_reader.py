"""Spans read back from their file: traces, newest first; one as a tree; what failed; how long things took."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from math import nan
from pathlib import Path
from typing import Any

_PATIENCE = 30.0  # seconds to wait for a writer
# A trace's top is its root if that is there, else the earliest of those whose parent is not in the file.
_TRACES = """
WITH tops AS (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY trace ORDER BY parent <> '', started) AS place
    FROM otel_spans AS one WHERE NOT EXISTS (
        SELECT 1 FROM otel_spans AS other WHERE other.trace = one.trace AND other.span = one.parent))
SELECT trace AS id, top.name, MIN(one.started) / 1e9 AS started,
    (IIF(top.parent = '', top.ended, MAX(one.ended)) - MIN(one.started)) / 1e9 AS seconds,
    SUM(one.tokens) AS tokens, IIF(SUM(one.usd IS NULL), NULL, SUM(one.usd)) AS usd,
    top.error IS NULL AS ok, COUNT(*) AS spans, COUNT(one.error) AS errors, top.parent = '' AS whole
FROM otel_spans AS one JOIN tops AS top USING (trace)
WHERE top.place = 1 GROUP BY trace ORDER BY MIN(one.started) DESC LIMIT ?
"""


@dataclass(frozen=True)
class Kept:
    """One span that has ended.

    Attributes:
        trace, id, parent: hexadecimal names of its trace, of itself and of the span around it ("" if none).
        name, kind: what was done; "CLIENT" for a request to a model, "INTERNAL" for a step of yours.
        started: seconds since the epoch.
        seconds: how long it took.
        error: what went wrong, in words; None where nothing did.
        attributes: by the names of OpenTelemetry's conventions, redacted.
        events: (name, attributes) of what happened on the way, such as an exception.
        service, process: who wrote it.
        depth: how many spans of its trace are around it, as far as they are in the file.
    """

    trace: str
    id: str
    parent: str
    name: str
    kind: str
    started: float
    seconds: float
    error: str | None
    attributes: dict[str, Any] = field(repr=False)
    events: tuple[tuple[str, dict[str, Any]], ...] = field(repr=False)
    service: str
    process: int
    depth: int = 0


@dataclass(frozen=True)
class Traced:
    """One trace in a line.

    Attributes:
        id: its hexadecimal name, for `Spans.tree`.
        name: its outermost span's name.
        started: seconds since the epoch. seconds: from its beginning to its end.
        tokens: of all its requests. usd: their price; nan if one of them has none that is known.
        ok: no error in its outermost span. An error further in that was dealt with leaves it True.
        spans, errors: how many there are.
        whole: False if the outermost span is not in the file: it has not ended, was ended by force, or was
            begun by another program.
    """

    id: str
    name: str
    started: float
    seconds: float
    tokens: int
    usd: float
    ok: bool
    spans: int
    errors: int
    whole: bool


class Spans:
    """The spans in a file, read anew each time you ask. Made by `Spans.load(path)`."""

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)

    @classmethod
    def load(cls, path: str | Path = ".kit/traces.sqlite") -> Spans:
        """Open a file that `tracing` wrote.

        Raises:
            FileNotFoundError: no file there. OSError: it holds no spans.
        """
        if not Path(path).exists():
            raise FileNotFoundError(f"no spans at {path}; write some with kit.ship.tracing({str(path)!r})")
        made = cls(path)
        made._rows("1 LIMIT 1")
        return made

    def _ask(self, statement: str, *values: Any) -> list[sqlite3.Row]:
        # Never made by looking; a reader may need its log.
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        try:
            with closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE)) as db:
                db.row_factory = sqlite3.Row
                return db.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise OSError(f"{self.path} holds no spans ({error}); give the file tracing() wrote.") from error

    def _rows(self, where: str, *values: Any) -> list[Kept]:
        return [_kept(row) for row in self._ask(f"SELECT * FROM otel_spans WHERE {where}", *values)]

    @property
    def traces(self) -> tuple[Traced, ...]:
        """All traces, newest first."""
        return self.latest(None)

    def latest(self, n: int | None = 100) -> tuple[Traced, ...]:
        """The newest traces, newest first: at most `n`, or all."""
        rows = [dict(row) for row in self._ask(_TRACES, -1 if n is None else n)]
        for row in rows:
            row |= {"ok": bool(row["ok"]), "whole": bool(row["whole"])}
            row["usd"] = nan if row["usd"] is None else row["usd"]
        return tuple(Traced(**row) for row in rows)

    def tree(self, trace: str) -> tuple[Kept, ...]:
        """The spans of one trace, each after the one around it, in order of their beginning.

        Args:
            trace: a trace's id, or its first letters.
        Raises:
            LookupError: no such trace.
        """
        rows = self._rows("trace GLOB ? || '*' ORDER BY started, ended DESC", trace)
        if not rows or len({row.trace for row in rows}) > 1:
            raise LookupError(f"{self.path} has {'several traces' if rows else 'no trace'} {trace!r}.")
        ids, inside = {row.id for row in rows}, dict[str, list[Kept]]()
        for row in rows:
            inside.setdefault(row.parent if row.parent in ids else "", []).append(row)
        ordered: list[Kept] = []
        waiting = [(row, 0) for row in reversed(inside.get("", []))]
        while waiting:
            row, depth = waiting.pop()
            ordered.append(replace(row, depth=depth))
            waiting += [(child, depth + 1) for child in reversed(inside.get(row.id, []))]
        return tuple(ordered)

    @property
    def errors(self) -> tuple[Kept, ...]:
        """All spans that failed, newest first; a request that failed and was sent again is among them."""
        return tuple(self._rows("error IS NOT NULL ORDER BY started DESC"))

    def seconds(self, name: str) -> list[float]:
        """How long each span of this name took, oldest first; "chat" stands for that of every model."""
        rows = self._rows("name = ?1 OR name GLOB ?1 || ' *' ORDER BY started", name)
        return [row.seconds for row in rows]

    def count(self) -> int:
        """How many traces there are."""
        return self._counts()[0]

    def __len__(self) -> int:
        return self._counts()[1]

    def __repr__(self) -> str:
        traces, spans, errors = self._counts()
        return f"Spans({self.path}: {traces} traces, {spans} spans, {errors} failed)"

    def _counts(self) -> tuple[int, int, int]:
        asked = "COUNT(DISTINCT trace), COUNT(*), COUNT(error)"  # COUNT leaves out what is null
        traces, spans, errors = self._ask(f"SELECT {asked} FROM otel_spans")[0]
        return traces, spans, errors


def _kept(row: sqlite3.Row) -> Kept:
    same = {name: row[name] for name in ("trace", "parent", "name", "kind", "error", "service", "process")}
    return Kept(
        id=row["span"],
        started=row["started"] / 1e9,
        seconds=(row["ended"] - row["started"]) / 1e9,
        attributes=json.loads(row["attributes"]),
        events=tuple((name, given) for name, given in json.loads(row["events"])),
        **same,
    )
