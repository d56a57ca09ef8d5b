"""Load a service: many requests, so many at a time, and what came of each; latency with its interval.

A closed loop: each of `concurrency` callers sends its next request when the last is answered. A service that
slows down is asked less, and these latencies flatter it (G. Tene's "coordinated omission"). Left out: an open
loop at a fixed rate, and ramps; wrk2, locust and k6 have them.
"""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import cycle, islice
from typing import Any

import httpx2

from kit.measure.cases import plain
from kit.measure.estimate import Estimate
from kit.measure.margin import percentile
from kit.measure.rate import Rate


@dataclass(frozen=True)
class Sent:
    """One request and what came.

    Attributes:
        number: which one it was, from 0.
        key: its Idempotency-Key.
        kind: "ok", the problem's kind, "untyped" for an error without one, or "no_connection".
        status: HTTP status; 0 if none came.
        seconds: until the answer was whole.
        body: the JSON that came, {} if none did.
    """

    number: int
    key: str
    kind: str
    status: int
    seconds: float
    body: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, repr=False)
class Load:
    """What a service did under load. Made by `load`.

    Attributes:
        rows: one `Sent` for each request, in the order they were sent.
        seconds: from the first request to the last answer.
        concurrency: requests in flight at most.
    """

    rows: tuple[Sent, ...]
    seconds: float
    concurrency: int

    @property
    def kinds(self) -> Counter[str]:
        """How many ended how."""
        return Counter(row.kind for row in self.rows)

    @property
    def ok(self) -> Rate:
        """Share that was answered."""
        return Rate.of(row.kind == "ok" for row in self.rows)

    @property
    def p50(self) -> Estimate:
        """Median seconds of those answered."""
        return self.quantile(0.5)

    @property
    def p95(self) -> Estimate:
        """The seconds that one answer in twenty exceeds."""
        return self.quantile(0.95)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return self.kinds["ok"] / self.seconds

    @property
    def usd(self) -> float:
        """US dollars that the answers say they cost; failures are not in it (`/metrics` has them)."""
        return sum((row.body.get("usage") or {}).get("usd") or 0.0 for row in self.rows)

    def quantile(self, q: float) -> Estimate:
        """A quantile of the answered requests' seconds, with its distribution-free 95 % interval.

        Raises:
            ValueError: nothing was answered.
        """
        seconds = [row.seconds for row in self.rows if row.kind == "ok"]
        if not seconds:
            raise ValueError(f"nothing was answered: {dict(self.kinds)}. See .rows")
        return percentile(seconds, 0.025, q)

    def _lines(self) -> Iterator[tuple[str, object]]:
        yield "answered", self.ok
        if self.kinds["ok"]:
            yield "p50", self.p50
            yield "p95", self.p95
        yield "answers a second", f"{self.per_second:.1f}, {self.concurrency} callers, {self.seconds:.1f} s"
        for kind, count in self.kinds.most_common():
            if kind != "ok":
                yield kind, count

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {value}" for name, value in self._lines())

    def _repr_markdown_(self) -> str:
        rows = "".join(f"| {name} | {value} |\n" for name, value in self._lines())
        return f"| {len(self.rows)} requests | |\n|---|---|\n{rows}"


def load(
    url: str,
    requests: Sequence[Any],
    *,
    concurrency: int = 8,
    n: int | None = None,
    seconds: float = 120.0,
) -> Load:
    """Send requests to a service's `/answer`, each with a key of its own, and note what comes.

    Args:
        url: the service's address, "http://127.0.0.1:8000".
        requests: what to send, pydantic models or plain data; from the start again if n is more.
        concurrency: requests in flight at most.
        n: how many in all; default, each once.
        seconds: after which one request is given up.
    Returns:
        A `Load`. A request that failed is a row like any other.
    Raises:
        ValueError: no requests, or concurrency or n below 1.

    Example:
        `load("http://127.0.0.1:8000", examples, concurrency=4, n=200).p95`
    """
    total = len(requests) if n is None else n
    if not requests or total < 1 or concurrency < 1:
        raise ValueError(f"load needs a request and 1 or more of each: n={total}, concurrency={concurrency}.")
    bodies = [plain(one) for one in islice(cycle(requests), total)]
    limits = httpx2.Limits(max_connections=concurrency)
    began = time.perf_counter()
    with (
        httpx2.Client(base_url=url, timeout=seconds, limits=limits, trust_env=False) as client,
        ThreadPoolExecutor(concurrency, "load") as pool,
    ):
        rows = tuple(pool.map(lambda numbered: _sent(client, *numbered), enumerate(bodies)))
    return Load(rows, time.perf_counter() - began, concurrency)


def _sent(client: httpx2.Client, number: int, body: Any) -> Sent:
    key, began = uuid.uuid4().hex, time.perf_counter()
    try:
        response = client.post("/answer", json=body, headers={"Idempotency-Key": key})
    except httpx2.TransportError:
        return Sent(number, key, "no_connection", 0, time.perf_counter() - began, {})
    taken = time.perf_counter() - began
    try:
        said = response.json()
    except ValueError:
        said = {}
    kind = "ok" if response.status_code == 200 and "id" in said else said.get("kind", "untyped")
    return Sent(number, key, kind, response.status_code, taken, said)
