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
| error_mid_stream | half a stream, then the vendor's error event (HTTP 503 / 529 where no stream was asked
for) | | broken_body | HTTP 200, and a body (or an event) that stops in the middle of its JSON |
| truncated | half the answer, finish `length` / `max_tokens` / `incomplete` |
| refusal | the model declines: `refusal` of openai, stop reason `refusal` of anthropic |
| malformed_json | an answer whose text should be JSON, and is not quite |
| wrong_shape | an answer whose text is JSON of another shape than was asked for |

The last four are answers, not errors: no SDK raises for them, your code must look.
Statuses and bodies: https://platform.openai.com/docs/guides/error-codes,
https://docs.claude.com/en/api/errors
"""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import httpx2

from .fault_kinds import KINDS, Fault, Kind
from .fault_shapes import IN_AN_ANSWER, answer_text, asked_of, copied, response_of, unstreamed
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
        self.rate, self.happened = rate, list[str | None]()
        self._random, self._lock = random.Random(seed), threading.Lock()
        self._always: Fault | None = None
        self._script: list[Fault | None] = []
        if isinstance(kind_or_script, str | Fault):
            self._always = _fault(kind_or_script)
        else:
            if rate != 1.0:
                raise ValueError("a script says itself which requests fail; leave rate at 1.0")
            self._script = [None if entry is None else _fault(entry) for entry in kind_or_script]

    def next(self) -> Fault | None:
        """Decide about the next request, and note it."""
        with self._lock:
            place = len(self.happened)
            if self._always is not None:
                fault = self._always if self._random.random() < self.rate else None
            else:
                fault = self._script[place] if place < len(self._script) else None
            self.happened.append(fault.kind if fault else None)
            return fault

    @property
    def count(self) -> int:
        """How many requests failed on purpose."""
        with self._lock:
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
        fault = self.faults.next()
        request.read()
        if fault is None or (fault.kind in IN_AN_ANSWER and asked_of(request) is None):
            return self.inner.handle_request(request)
        text = None
        if fault.kind in IN_AN_ANSWER:
            response = self.inner.handle_request(unstreamed(request))
            response.read()
            response.close()
            if response.status_code != 200:
                return copied(response)
            text = answer_text(response)
        return response_of(fault, request, text)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Answer an asynchronous client."""
        fault = self.faults.next()
        await request.aread()
        if fault is None or (fault.kind in IN_AN_ANSWER and asked_of(request) is None):
            return await self.inner.handle_async_request(request)
        text = None
        if fault.kind in IN_AN_ANSWER:
            response = await self.inner.handle_async_request(unstreamed(request))
            await response.aread()
            await response.aclose()
            if response.status_code != 200:
                return copied(response)
            text = answer_text(response)
        return response_of(fault, request, text)

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
