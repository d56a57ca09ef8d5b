"""What a service measures of itself, for Prometheus, and the bill of each request.

One layer watches every request to a model: it adds up what the service's request used, and lets no call to a
model outlast the request it is made for (an SDK would wait ten minutes).
"""

from __future__ import annotations

import time
from contextvars import ContextVar
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from kit.models.layers.exchange import Answer, Exchange
from kit.models.layers.layer import Layer, Tell
from kit.models.usage import Usage

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
