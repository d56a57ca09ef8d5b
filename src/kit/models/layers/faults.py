"""Faults on purpose: what goes wrong at work, as each vendor sends it, so that the SDK raises what it would
there.

| kind | what comes |
|---|---|
| rate_limit, rate_limit_no_header | HTTP 429, with and without `retry-after` |
| server_error | HTTP 500 |
| overloaded | HTTP 503 from openai, 529 `overloaded_error` from anthropic |
| timeout | nothing, until the read times out (at once here: nobody waits in class) |
| connection_refused | no connection |
| reset_mid_stream | half an answer, then the connection is reset |
| truncated | half of an answer, finish `length` / `max_tokens` / `incomplete` |
| refusal | the model declines: `refusal` of openai, stop reason `refusal` of anthropic |
| malformed_json | an answer whose text should be JSON, and is not quite |
| wrong_shape | an answer whose text is JSON of another shape than was asked for |

The last four are answers, not errors: no SDK raises for them, your code must look. Their words are canned; a
request that asks for no answer (embeddings, a list of models) passes.
Statuses and bodies: https://platform.openai.com/docs/guides/error-codes,
https://docs.claude.com/en/api/errors
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any

import httpx2

from .fault_kinds import KINDS, Fault, Kind
from .fault_shapes import ANSWERS, asked_of, response_of
from .stack import in_force

__all__ = ["KINDS", "Fault", "FaultTransport", "Faults", "Kind", "faults"]


class Faults:
    """Which requests fail, and how; counts them as they come.

    Attributes:
        happened: for every request so far, the fault's kind, or None where it passed.
    """

    def __init__(
        self, kind_or_script: Kind | Fault | Sequence[Kind | Fault | None], rate: float = 1.0, seed: int = 0
    ) -> None:
        """Take one fault for a share of the requests, or a script of them.

        Args:
            kind_or_script: a kind (or `Fault`), for every request with probability `rate`; or a list, whose
                entries are for the first, second, ... request, None letting it pass, as all after the list
                do.
            rate: probability of the fault; 1.0 with a script.
            seed: decides which requests.

        Raises:
            ValueError: an unknown kind, a rate that is no probability, or a rate for a script.
        """
        if not 0 <= rate <= 1:
            raise ValueError(f"rate is a probability, between 0 and 1; got {rate!r}")
        self.happened: list[str | None] = []
        self._next: Iterator[Fault | None]
        self._lock = threading.Lock()
        if isinstance(kind_or_script, str | Fault):
            always, tosses = _fault(kind_or_script), random.Random(seed)
            self._next = (always if tosses.random() < rate else None for _ in repeat(None))
        elif rate != 1.0:
            raise ValueError("a script says itself which requests fail; leave rate at 1.0")
        else:
            script = [None if entry is None else _fault(entry) for entry in kind_or_script]
            self._next = chain(script, repeat(None))

    def next(self) -> Fault | None:
        """Decide about the next request, and note it."""
        with self._lock:
            fault = next(self._next)
            self.happened.append(fault.kind if fault else None)
            return fault

    @property
    def count(self) -> int:
        """How many requests failed on purpose."""
        return sum(kind is not None for kind in self.happened)

    def wrap(self, inner: Any) -> FaultTransport:
        """Put these faults around a transport."""
        return FaultTransport(inner, self)

    def __repr__(self) -> str:
        """Tell how many requests failed of how many."""
        return f"Faults({self.count} of {len(self.happened)} requests)"


class FaultTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """An httpx2 transport around another that answers some requests with faults instead, sync and async."""

    def __init__(self, inner: Any, faults: Faults) -> None:
        """Wrap `inner`; `faults` says which requests fail."""
        self.inner, self.faults = inner, faults

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer a synchronous client."""
        request.read()
        fault = self._fault(request)
        return self.inner.handle_request(request) if fault is None else response_of(fault, request)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer an asynchronous client."""
        await request.aread()
        fault = self._fault(request)
        return (
            await self.inner.handle_async_request(request) if fault is None else response_of(fault, request)
        )

    def _fault(self, request: httpx2.Request) -> Fault | None:
        fault = self.faults.next()
        return None if fault and fault.kind in ANSWERS and asked_of(request) is None else fault

    def close(self) -> None:
        """Close the inner transport."""
        self.inner.close()

    async def aclose(self) -> None:
        """Close the inner transport."""
        await self.inner.aclose()


@contextmanager
def faults(
    kind_or_script: Kind | Fault | Sequence[Kind | Fault | None], rate: float = 1.0, seed: int = 0
) -> Iterator[Faults]:
    """While the block runs, requests of every kit client in this process fail as told.

    ```python
    with faults(["rate_limit", None, "server_error"]) as told:
        ...
    print(told.happened)
    ```

    Args:
        kind_or_script, rate, seed: as `Faults` takes them.

    Yields:
        the `Faults`, with what happened.
    """
    with in_force(Faults(kind_or_script, rate, seed)) as entry:
        yield entry


def _fault(entry: Kind | Fault) -> Fault:
    return entry if isinstance(entry, Fault) else Fault(entry)
