"""How spans are kept: redacted, one row each in a SQLite file as they end, and to a collector in batches.

A row is one span that has ended, whole; a process that is killed leaves all that had ended. Several processes
may write one file, and any SQLite program can read it. Left out: throwing old spans away (delete the file, or
its rows), and searching the spans of many machines (send them to a collector instead).
"""

from __future__ import annotations

import json
import os
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Event, ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import (
    BatchSpanProcessor,
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import Status

from kit.build.queue_item import encodable
from kit.models.layers.store import Store
from kit.ship.redact import redacted

_PATIENCE = 30.0  # seconds to wait for another process that is making the file
_COLUMNS = (
    "trace, span, parent, name, kind, started, ended, error, attributes, events, service, process,"
    " tokens, usd"
)
_SCHEMA = f"""
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS otel_spans ({_COLUMNS}, PRIMARY KEY (trace, span));
CREATE INDEX IF NOT EXISTS otel_spans_by_start ON otel_spans (started);
"""
# Attributes that hold names and numbers of the conventions' own, and nobody's words.
_WORDLESS = (
    "http.", "server.", "url.path", "error.type", "kit.", "gen_ai.operation", "gen_ai.provider",
    "gen_ai.request", "gen_ai.response", "gen_ai.usage",
)  # fmt: skip
_QUOTING = ("exception.message", "exception.stacktrace")  # an error's words quote what it fell over


class SpanFile(SpanExporter):
    """Writes spans to a file, made with its folder, that its owner alone may read.

    Raises:
        OSError: the file cannot be used.
    """

    def __init__(self, path: str | Path) -> None:
        place = Path(path).absolute()  # a fork opens it again, maybe in another folder
        place.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(place, os.O_CREAT | os.O_RDWR, 0o600))  # customers' words will be in it
        end = time.monotonic() + _PATIENCE
        while True:
            try:
                self._store = Store(place, _SCHEMA)
                return
            except OSError as error:  # the switch to write-ahead logging does not wait by itself
                if "locked" not in str(error) or time.monotonic() > end:
                    raise
                time.sleep(0.02)

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Write ended spans, one row each."""
        for span in spans:
            self._store.run(f"INSERT OR IGNORE INTO otel_spans VALUES ({', '.join('?' * 14)})", _row(span))
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the file."""
        self._store.close()


def _json(value: Any) -> str:
    return encodable(json.dumps(value, ensure_ascii=False, default=str))


def _row(span: Any) -> tuple[Any, ...]:
    here, given = span.context, dict(span.attributes or {})
    error = None
    if span.status.status_code.name == "ERROR":
        error = span.status.description or given.get("error.type") or "failed"
    used = [given.get(f"gen_ai.usage.{side}_tokens") for side in ("input", "output")]
    priced = span.kind.name != "CLIENT" or "gen_ai.operation.name" not in given or error is not None
    return (
        f"{here.trace_id:032x}",
        f"{here.span_id:016x}",
        f"{span.parent.span_id:016x}" if span.parent else "",
        span.name,
        span.kind.name,
        span.start_time,
        span.end_time,
        error,
        _json(given),
        _json([[event.name, dict(event.attributes or {})] for event in span.events]),
        span.resource.attributes.get("service.name", ""),
        os.getpid(),
        sum(number or 0 for number in used) if span.kind.name == "CLIENT" else 0,
        given.get("kit.usd", 0.0 if priced else None),
    )


class Redacting(SpanProcessor):
    """Hands each ended span on without what points at a person.

    Args:
        after: what gets it then.
        content: whether words of prompts, answers and errors may be in it at all.
        known: names to redact.
    """

    def __init__(self, after: Sequence[SpanProcessor], content: bool, known: tuple[str, ...]) -> None:
        self._after, self._content, self._known = after, content, known
        self._running: dict[int, Span] = {}
        self._pid = os.getpid()

    def on_start(self, span: Span, parent_context: Any = None) -> None:
        """Remember it, so that none is lost if we close before it ends."""
        if span.context is not None:
            self._running[span.context.span_id] = span

    def on_end(self, span: ReadableSpan) -> None:
        """A copy, redacted, goes on."""
        if span.context is not None:
            self._running.pop(span.context.span_id, None)
        given, words = span.attributes or {}, span.status.description
        if words and not self._content:
            words = str(given.get("error.type") or "failed")
        clean = ReadableSpan(
            name=redacted(span.name, self._known),
            context=span.context,
            parent=span.parent,
            resource=span.resource,
            attributes=self._clean(given),
            events=[Event(e.name, self._clean(e.attributes or {}), e.timestamp) for e in span.events],
            links=span.links,
            kind=span.kind,
            status=Status(span.status.status_code, redacted(words, self._known)),
            start_time=span.start_time,
            end_time=span.end_time,
            instrumentation_scope=span.instrumentation_scope,
        )
        for processor in self._after:
            processor.on_end(clean)

    def _clean(self, attributes: Any) -> dict[str, Any]:
        return {
            name: value if name.startswith(_WORDLESS) else redacted(value, self._known)
            for name, value in attributes.items()
            if self._content or name not in _QUOTING
        }

    def shutdown(self) -> None:
        """End what still runs, as cut; close what comes after, which sends what waits."""
        for span in list(self._running.values()) if self._pid == os.getpid() else ():  # a fork's are ours
            span.set_attribute("kit.cut", True)
            span.end()
        for processor in self._after:
            processor.shutdown()


class _Ids(IdGenerator):
    """Not from `random`, which a notebook seeds and a fork copies: the same ids would come twice."""

    def generate_span_id(self) -> int:
        return secrets.randbits(64) or 1

    def generate_trace_id(self) -> int:
        return secrets.randbits(128) or 1


def provider(
    path: str | Path, otlp: str | None, service: str, content: bool, known: tuple[str, ...]
) -> TracerProvider:
    """An OpenTelemetry provider of one tracing's own: nothing global is set, so it can be made anew.

    Args:
        path, otlp, service, content, known: as `kit.ship.tracing` takes them.
    Raises:
        OSError: the file cannot be used.
    """
    after: list[SpanProcessor] = [SimpleSpanProcessor(SpanFile(path))]
    if otlp:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

        exporter = OTLPSpanExporter(endpoint=otlp.rstrip("/") + "/v1/traces", timeout=5)
        after.append(BatchSpanProcessor(exporter, schedule_delay_millis=1000))
    made = TracerProvider(ALWAYS_ON, Resource.create({"service.name": service}), id_generator=_Ids())
    made.add_span_processor(Redacting(after, content, known))
    return made
