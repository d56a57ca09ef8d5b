"""Spans: what a program did, step inside step, with every request to a model among them.

`with tracing():` makes each request over a kit client an OpenTelemetry span, and `span("retrieve")` one of
your own around it. They are redacted, kept in SQLite as they end, and sent to a collector if you name one.
Never in the way: what cannot be kept is logged, and the request goes on. Left out: sampling (all is kept).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from kit.models.layers.exchange import Answer, Exchange
from kit.models.layers.layer import Layer, Tell
from kit.models.layers.stack import in_force
from kit.ship.span_reader import Spans
from kit.ship.span_words import answered, asked, came, failed, named

F = TypeVar("F", bound=Callable[..., Any])
_THEIRS = "com.anthropic.sdk.python"  # the scope of the spans that the Anthropic SDK emits itself
_open: list[Tracing] = []


class Tracing(Layer):
    """Spans of all kit clients of this process, while it is open. Made by `tracing(...)`.

    Attributes:
        path: the SQLite file.
        tracer: OpenTelemetry's own, while it is open, for what `span` does not do.
    """

    def __init__(
        self, path: str | Path, otlp: str | None, service: str, content: bool, known: Iterable[str]
    ) -> None:
        self.path, self.content, self.known = Path(path), content, tuple(known)
        self._otlp, self._service = otlp, service
        self._stack = ExitStack()
        self._provider: Any = None
        self.tracer: Any = None

    @property
    def spans(self) -> Spans:
        """What is in the file so far."""
        return Spans.load(self.path)

    def start(self) -> Tracing:
        """Open it for the rest of the process, or until `stop()`.

        Raises:
            OSError: the file cannot be used. RuntimeError: it is open already.
        """
        if self._provider is not None:
            raise RuntimeError(f"Tracing to {self.path} is open already; make another with tracing(...).")
        from kit.ship.span_store import provider

        self._provider = provider(self.path, self._otlp, self._service, self.content, self.known)
        self.tracer = self._provider.get_tracer("kit")
        self._stack.enter_context(in_force(self))
        _open.append(self)
        return self

    def stop(self) -> None:
        """Close it: what is still running ends as unfinished, and what waits for the collector is sent."""
        if self._provider is not None:
            _open.remove(self)
            self._stack.close()
            self._provider.shutdown()
            self._provider = None

    def __enter__(self) -> Tracing:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def begin(self, exchange: Exchange) -> Tell:
        """Open a request's span now, and end it with the answer; of nested tracings, the innermost does."""
        from opentelemetry.trace import SpanKind, Status, StatusCode

        if _open[-1:] != [self]:
            return lambda answer: None
        name, given = named(exchange)
        made = self.tracer.start_span(name, _around(), SpanKind.CLIENT, given)
        spoken = self.content and exchange.endpoint is not None
        with _never_in_the_way():
            made.set_attributes(asked(exchange) if spoken else {})

        def over(answer: Answer) -> None:
            if not made.is_recording():  # tracing stopped before the answer came
                return
            with _never_in_the_way():
                made.set_attributes(answered(exchange, answer))
                if wrong := failed(answer):
                    made.set_attribute("error.type", wrong[0])
                    if answer.error is None or isinstance(answer.error, Exception):  # else: it was called off
                        made.set_status(Status(StatusCode.ERROR, wrong[1]))
                elif spoken:
                    made.set_attributes(came(exchange, answer))
            made.end()

        return over


def tracing(
    path: str | Path = ".kit/traces.sqlite",
    *,
    otlp: str | None = None,
    service: str = "kit",
    content: bool = True,
    known: Iterable[str] = (),
) -> Tracing:
    """Keep what the block does as OpenTelemetry spans: every request of every kit client, and your `span`s.

    Args:
        path: a SQLite file, made with its folder; several processes may write to one.
        otlp: the address of a collector, such as "http://localhost:4318", that gets them too (OTLP/HTTP).
        service: a name for this program.
        content: whether prompts and answers are kept. If so, redacted, as is everything else that is text.
        known: names and e-mail addresses to redact besides what is found by its shape.
    Returns:
        A `Tracing`: use it in `with`, or call `.start()` and `.stop()` for a process's life. `.spans` reads.
    Raises:
        OSError: the file cannot be used (when it is opened).

    An SDK's silent retry is a span of its own. The Anthropic SDK emits spans too, to the provider that the
    application has set for all of OpenTelemetry, which this never touches; so nothing is kept here twice.

    Example:
        `with tracing() as t: answer("Where is my parcel?")`, then `t.spans.traces[0]`, or `kit.traces()`.
    """
    return Tracing(path, otlp, service, content, known)


@contextmanager
def span(name: str, **attributes: Any) -> Iterator[Any]:
    """A step of yours as a span: requests and spans inside the block are inside it.

    Args:
        name: what is done, the same each time ("retrieve"), so that times of one name compare.
        attributes: what this time's particulars are (`k=5`); what is no text, number or list becomes text.
    Yields:
        OpenTelemetry's span: `.set_attribute("hits", 3)`. Where no tracing is open, one that keeps nothing.

    An exception passes through, and the span is marked as failed, with its words.
    """
    from opentelemetry import trace

    from kit.measure.cases import as_text

    plain = (str, bool, int, float)
    kept = {key: value for key, value in attributes.items() if value is not None}
    given = {key: one if isinstance(one, plain) else as_text(one) for key, one in kept.items()}
    tracer = _open[-1].tracer if _open else trace.get_tracer("kit")
    with tracer.start_as_current_span(name, attributes=given) as opened:
        try:
            yield opened
        except Exception as error:
            opened.set_attribute("error.type", type(error).__name__)
            raise


def carried(function: F) -> F:
    """`function` for a pool of threads: what it does there is inside the span that is open here and now.

    `pool.map(carried(solve), tickets)`. Not needed for asyncio's tasks, which carry it by themselves.
    """
    from opentelemetry.context import attach, detach, get_current

    here = get_current()

    @wraps(function)
    def inside(*given: Any, **named: Any) -> Any:
        token = attach(here)
        try:
            return function(*given, **named)
        finally:
            detach(token)

    return inside  # type: ignore[return-value]


@contextmanager
def _never_in_the_way() -> Iterator[None]:
    """What a vendor sends and nobody foresaw costs a span its words, never a request its answer."""
    try:
        yield
    except Exception:
        logging.getLogger(__name__).warning("a request's words could not be read", exc_info=True)


def _around() -> Any:
    """The context a request's span opens in: past the Anthropic SDK's own span, which others keep."""
    from opentelemetry import trace

    now = trace.get_current_span()
    scope = getattr(now, "instrumentation_scope", None)
    if scope is None or scope.name != _THEIRS:
        return None
    parent = getattr(now, "parent", None)
    return trace.set_span_in_context(trace.NonRecordingSpan(parent) if parent else trace.INVALID_SPAN)
