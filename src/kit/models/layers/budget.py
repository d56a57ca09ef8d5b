"""Budget: a cap on US dollars, tokens or calls that refuses before sending what could exceed it.

The worst case of a call is its prompt (one token per two bytes of body, more than any of these vendors'
tokenisers makes of prose) plus all the tokens it may generate (`max_tokens`, or the model's own maximum,
times `n`). That much is reserved while the call runs, so that calls in flight together cannot slip under the
cap together, and replaced by what was really used when the answer is over. Refusals come back as the vendor's
HTTP 402, which both SDKs raise as `APIStatusError` and do not retry. What it does not see: fees for tools
that the vendor runs (web search and the like), and dearer service tiers.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import httpx2

from kit.models.layers.exchange import Answer, Exchange, refusal
from kit.models.layers.layer import Layer, LayerTransport, Tell
from kit.models.layers.stack import in_force
from kit.models.registry import find
from kit.models.usage import Usage

_UNKNOWN_MAXIMUM = 128_000
_FREE_MAXIMUM = 4096
_LIMITS = ("max_completion_tokens", "max_output_tokens", "max_tokens")
_UNBILLED = ("/count_tokens", "/input_tokens", "/cancel", "/moderations", "/models")


class Left(NamedTuple):
    """What remains under each cap; None where there is no cap."""

    usd: float | None
    tokens: int | None
    calls: int | None


class Budget(Layer):
    """Caps, and what was spent and is reserved under them. Safe to share between threads.

    Args:
        usd: US dollars. Calls to free sources (local, simulated, replay) do not count.
        tokens: input and output tokens together.
        calls: requests sent; an SDK's own retry is one more.
    """

    def __init__(
        self, usd: float | None = None, tokens: int | None = None, calls: int | None = None, name: str = ""
    ) -> None:
        self.usd, self.tokens, self.calls = usd, tokens, calls
        self.spent = Usage()
        self._reserved = Usage()
        self._name = name
        self._lock = threading.Lock()

    @property
    def left(self) -> Left:
        """What remains under each cap, after what is spent and reserved."""
        used = self.spent + self._reserved
        return Left(*(None if cap is None else cap - getattr(used, unit) for unit, cap in self._caps()))

    def _caps(self) -> list[tuple[str, Any]]:
        return [(unit, getattr(self, unit)) for unit in Left._fields]

    def reserve(self, worst: Usage) -> str | None:
        """Set `worst` aside, or say in one sentence why not (then nothing is set aside)."""
        with self._lock:
            for (unit, cap), left in zip(self._caps(), self.left, strict=True):
                need = getattr(worst, unit)
                if left is not None and need > left:
                    way_out = "Raise" if unit == "calls" else "Ask for a smaller max_tokens, or raise"
                    return (
                        f"Budget: not sent. This call could use {_amount(unit, need)} ({worst.input_tokens}"
                        f" tokens in, up to {worst.output_tokens} out); of a cap of {_amount(unit, cap)},"
                        f" {_amount(unit, cap - left)} spent or reserved. {way_out} the cap{self._name}."
                    )
            self._reserved += worst
        return None

    def settle(self, worst: Usage, actual: Usage) -> None:
        """Replace a reservation by what was really used (`Usage()` for nothing at all)."""
        with self._lock:
            self._reserved += Usage(
                -worst.input_tokens, -worst.output_tokens, -worst.cached_tokens, -worst.calls, -worst.usd
            )
            self.spent += actual

    def begin(self, exchange: Exchange) -> httpx2.Response | Tell:
        """Reserve the worst case now and settle when the answer is over, or refuse."""
        worst = Usage()
        try:
            why = self._unpriced(exchange)
            if exchange.endpoint is not None:
                worst = worst_case(exchange, in_dollars=self.usd is not None)
                why = self.reserve(worst)
        except LookupError as error:
            why = f"Budget: not sent. {error}; no cap in dollars can be kept for it."
        if why:
            return refusal(exchange, 402, "billing_error", why)
        return lambda answer: self.settle(worst, actual_usage(exchange, answer, worst))

    def _unpriced(self, exchange: Exchange) -> str | None:
        """Why a call that is none of the generating ones may not go through a cap in dollars, or None."""
        path, free = exchange.path, exchange.free or exchange.request.method != "POST"
        if self.usd is None or free or exchange.endpoint or path.endswith(_UNBILLED):
            return None
        return (
            f"Budget: not sent. No price is known for POST {path}, so no cap in dollars can be kept for it."
        )

    def __repr__(self) -> str:
        caps = ", ".join(_amount(unit, cap) for unit, cap in self._caps() if cap is not None)
        return f"Budget({caps or 'no cap'}; spent: {self.spent})"


def _amount(unit: str, number: float) -> str:
    return f"${number:.4f}" if unit == "usd" else f"{number} {unit if number != 1 else unit[:-1]}"


class BudgetTransport(LayerTransport):
    """A `Budget` as a transport around another: `BudgetTransport(inner, budget)`."""


def worst_case(exchange: Exchange, *, in_dollars: bool) -> Usage:
    """The most that a generating call can use: tokens, one call, and dollars if there is a cap on them.

    Raises:
        LookupError: dollars are wanted, and no price is known for the model.
    """
    body, known = exchange.body, find(exchange.model)
    prompt = len(exchange.content) // 2 + 16
    if body.get("previous_response_id") or body.get("conversation") or body.get("prompt"):
        prompt = max(prompt, known.context if known else _UNKNOWN_MAXIMUM)  # text kept at the vendor
    limits = [int(body[name]) for name in _LIMITS if body.get(name)]
    if exchange.endpoint == "/embeddings":
        most = 0
    elif limits and limits[0] > 0:
        most = limits[0]
    else:
        most = known.max_output if known else _FREE_MAXIMUM if exchange.free else _UNKNOWN_MAXIMUM
    output = most * max(1, int(body.get("n") or 1))
    # Writing to the vendor's cache costs up to double the input.
    billed = Usage(prompt * (2 if b'"cache_control"' in exchange.content else 1), output)
    return Usage(prompt, output, 0, 1, exchange.cost(billed) if in_dollars else 0.0)


def actual_usage(exchange: Exchange, answer: Answer, worst: Usage) -> Usage:
    """What the call really used: the vendor's own count, else an estimate never above `worst`."""
    if isinstance(answer.error, httpx2.ReadTimeout) and answer.response is None:
        return worst  # the vendor may still do, and bill, the work
    if answer.failed or (answer.usage_body and answer.complete):
        return exchange.usage(answer)
    # A stream without usage, or cut short: about one token an event.
    output = min(worst.output_tokens, len(answer.events) or worst.output_tokens)
    used = Usage(worst.input_tokens, output, 0, worst.calls)
    return replace(used, usd=exchange.cost(used) if worst.usd else 0.0)


@contextmanager
def budget(usd: float | None = None, tokens: int | None = None, calls: int | None = None) -> Iterator[Budget]:
    """Cap what the block may use, over all kit clients of this process.

    Args:
        usd, tokens, calls: the caps; see `Budget`. At least one.
    Yields:
        the `Budget`, whose `.spent` and `.left` can be read while and after it runs.
    Raises:
        ValueError: no cap given.
    """
    if usd is None and tokens is None and calls is None:
        raise ValueError("budget needs a cap: budget(usd=0.10), budget(tokens=5000) or budget(calls=20)")
    with in_force(Budget(usd, tokens, calls)) as made:
        yield made


@lru_cache(maxsize=1)
def paid_budget() -> Budget:
    """The cap on all paid calls of this process: KIT_BUDGET_USD, or 1.00, or `kit.use(..., budget_usd=)`."""
    cap = float(os.environ.get("KIT_BUDGET_USD") or 1.0)
    return Budget(usd=cap, name=" with kit.use(..., budget_usd=) or KIT_BUDGET_USD")
