"""What a service tells of itself: numbers for Prometheus, the bill of each request, a line for it in the log.

`Metrics`, a layer, watches every request to a model: it adds up what the service's request used, and lets no
call to a model outlast the request it is made for (an SDK would wait ten minutes). `Told`, around the app,
writes the line; nothing of what anybody wrote is in it.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.exceptions import HTTPException

from kit.models.layers.exchange import Answer, Exchange
from kit.models.layers.layer import Layer, Tell
from kit.models.usage import Usage
from kit.ship.problems import Problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("kit.service")
ANSWERS = ("/answer", "/answer/stream")
_LOOKS = ("/health", "/ready", "/metrics")  # asked every few seconds by machines: no line
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120)


@dataclass
class Bill:
    """What one request of the service has used so far, and until when (`time.monotonic`) it may go on."""

    ends: float
    service: Metrics
    usage: Usage = field(default_factory=Usage)


bill: ContextVar[Bill | None] = ContextVar("kit_service_bill", default=None)


class Metrics(Layer):
    """The numbers of one service. A layer: put it in force while the service runs."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "kit_requests", "Requests for an answer, by how they ended", ["outcome"], registry=self.registry
        )
        self.seconds = Histogram(
            "kit_request_seconds", "Until the answer was whole", buckets=_BUCKETS, registry=self.registry
        )
        self.calls = Counter("kit_model_calls", "Requests to a model", ["status"], registry=self.registry)
        self.tokens = Counter("kit_tokens", "Tokens, by direction", ["direction"], registry=self.registry)
        self.usd = Counter("kit_usd", "US dollars spent on models", registry=self.registry)
        self.solving = Gauge("kit_requests_solving", "Requests being solved now", registry=self.registry)

    def begin(self, exchange: Exchange) -> Tell:
        """Bound the call by its request's end; count it when it is over."""
        mine = bill.get()
        if mine is not None and mine.service is not self:  # of another service in this process
            return lambda answer: None
        if mine is not None:
            left = max(mine.ends - time.monotonic(), 0.001)
            patience = exchange.request.extensions.get("timeout") or {}
            exchange.request.extensions["timeout"] = {
                part: min(patience.get(part) or left, left) for part in ("connect", "read", "write", "pool")
            }

        def over(answer: Answer) -> None:
            used = exchange.usage(answer)
            if mine is not None:
                mine.usage += used
            if exchange.endpoint is not None:
                self.calls.labels(str(answer.status or type(answer.error).__name__)).inc()
            self.tokens.labels("input").inc(used.input_tokens)
            self.tokens.labels("output").inc(used.output_tokens)
            if used.usd == used.usd:  # nan: the price is unknown
                self.usd.inc(used.usd)

        return over

    def told(self, outcome: str, seconds: float) -> None:
        """Count a request for an answer that has ended."""
        self.requests.labels(outcome).inc()
        self.seconds.observe(seconds)

    def page(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)


class Told:
    """The outermost layer (ASGI) of an app: counts its answers, and stops bodies of more than `most` bytes.

    What nobody else caught ends here as a problem: a traceback would carry the request's words into the log.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, most: int) -> None:
        self.app, self.metrics, self.most = app, metrics, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, path = time.monotonic(), scope["path"]
        line: dict[str, Any] = {"at": datetime.now(UTC).isoformat(timespec="milliseconds")}
        line |= {"path": path if path in (*ANSWERS, "/feedback") else "other", "status": 0, "outcome": "ok"}
        scope["kit.line"] = line

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                line["status"] = message["status"]
            await send(message)

        came = int(dict(scope["headers"]).get(b"content-length", 0))
        counted = 0

        async def received() -> Message:
            nonlocal counted
            message = await receive()
            counted += len(message.get("body", b""))
            if max(came, counted) > self.most:
                raise HTTPException(413, f"A body has {self.most} bytes at most; send less.")
            return message

        try:
            await self.app(scope, received, sent)
        except Exception as error:
            at = traceback.extract_tb(error.__traceback__)[-1]
            line |= {
                "outcome": "mistake",
                "error": type(error).__name__,
                "where": f"{at.filename}:{at.lineno}",
            }
            if not line["status"]:
                said = f"The service itself failed ({type(error).__name__}); its log says where."
                await Problem("mistake", 500, said).response()(scope, receive, sent)
        finally:
            seconds = time.monotonic() - began
            if path in ANSWERS:
                self.metrics.told(line["outcome"], seconds)
            if path not in _LOOKS:
                log.info(json.dumps(line | {"seconds": round(seconds, 4)}))
