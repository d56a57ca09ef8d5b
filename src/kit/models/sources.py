"""Sources: where answers come from. `kit.use("openai")` chooses once; lesson code never changes.

| name | answers come from |
|---|---|
| `local` | a small model on this machine (no key, no network) |
| `simulated` | a model with known true rates |
| `replay` | a recording (`KIT_REPLAY` names the file) |
| `openai`, `anthropic` | the vendors, with your key, under a hard cap (`KIT_BUDGET_USD`, default 1.00) |
| `compatible` | any OpenAI-compatible address: `KIT_BASE_URL`, and `KIT_API_KEY`, `KIT_MODEL_NAME` |
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

from kit.models.keys import is_loopback, vendor_key

NAMES = ("local", "simulated", "replay", "openai", "anthropic", "compatible")
BOTH = frozenset({"openai", "anthropic"})
_SPEAKS = {
    "openai": frozenset({"openai"}),
    "anthropic": frozenset({"anthropic"}),
    "compatible": frozenset({"openai"}),
}
_ADDRESS = {"openai": "https://api.openai.com/v1", "anthropic": "https://api.anthropic.com"}
_KEY_VARIABLE = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY"}


class SourceError(RuntimeError):
    """The chosen source cannot answer; the message says what to set, or what to use instead."""


class PaidCallRefused(SourceError):
    """KIT_NO_PAID is set, and this client or request would have left the machine or cost money."""


@dataclass(frozen=True)
class Source:
    """One place that answers.

    Attributes:
        name: one of `NAMES`.
        speaks: the SDKs it understands, of {"openai", "anthropic"}.
        address: its base URL. Hosts ending in `.invalid` mark answers made in this process.
        paid: whether a call costs money.
        answers: the transport of a simulated model, if one was chosen.
    """

    name: str
    speaks: frozenset[str]
    address: str
    paid: bool
    answers: Any = field(default=None, repr=False, compare=False)

    def ready(self) -> str | None:
        """None if it would answer now; otherwise one sentence with the way out (never a part of a key)."""
        return self.missing() or self._unreachable()

    def missing(self) -> str | None:
        """The setting that is missing, as one sentence, or None. Opens no connection."""
        if self.paid and no_paid():
            return f'KIT_NO_PAID is set, so source {self.name!r} is off. Unset it, or kit.use("local").'
        if self.name in _KEY_VARIABLE and not vendor_key(self.name):
            variable = _KEY_VARIABLE[self.name]
            return (
                f'No key for source {self.name!r}. Set {variable}, or kit.use("local") to go on without one.'
            )
        if self.name == "compatible" and not os.environ.get("KIT_BASE_URL"):
            return "No address for source 'compatible'. Set KIT_BASE_URL, as in http://localhost:11434/v1."
        if self.name == "replay":
            path = os.environ.get("KIT_REPLAY") or ""
            if not os.path.exists(path):
                there = f"The recording {path} is not there" if path else "No recording for source 'replay'"
                return f"{there}. Set KIT_REPLAY to a file made with kit.replay(path)."
        return None

    def check(self) -> None:
        """Raise SourceError (PaidCallRefused if KIT_NO_PAID forbids it) where a setting is missing."""
        if why := self.missing():
            raise PaidCallRefused(why) if self.paid and no_paid() else SourceError(why)

    def _unreachable(self) -> str | None:
        variable = {"local": "KIT_LOCAL_URL", "compatible": "KIT_BASE_URL"}.get(self.name, "")
        address = os.environ.get(variable)
        if address and not _listens(address):
            return f"Nothing answers at {address}. Start the server there, or change {variable}."
        if self.name == "local" and not address and find_spec("xllamacpp") is None:
            return "The local engine is not installed. Run `make start`, or `pip install xllamacpp`."
        return None


def no_paid() -> bool:
    """Whether KIT_NO_PAID forbids paid calls (any value but empty and 0)."""
    return os.environ.get("KIT_NO_PAID", "0") not in ("", "0")


def _listens(address: str) -> bool:
    import socket

    parts = urlsplit(address)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname or "", port), timeout=1.0).close()
    except OSError:
        return False
    return True


def named(name: str, answers: Any = None) -> Source:
    """The source called `name`; raises ValueError for another word."""
    if name not in NAMES:
        raise ValueError(f"no source {name!r}; there are: {', '.join(NAMES)}")
    address = _ADDRESS.get(name, f"http://{name}.invalid/v1")
    paid = name in _ADDRESS
    if name == "compatible":
        address = os.environ.get("KIT_BASE_URL") or "http://compatible.invalid/v1"
        paid = bool(vendor_key("compatible")) and not is_loopback(urlsplit(address).hostname or "")
    return Source(name, _SPEAKS.get(name, BOTH), address, paid, answers)


_chosen: Source | None = None


def use(name: Any = "local", *, budget_usd: float | None = None) -> Source:
    """Choose where answers come from, for every kit client built from now on in this process.

    Args:
        name: "local", "simulated", "replay", "openai", "anthropic", "compatible", or a simulated model.
        budget_usd: the most that paid calls of this process may cost, in US dollars (default
            KIT_BUDGET_USD, or 1.00). It caps what was spent since the process began: running a cell again
            does not reset it.
    Raises:
        ValueError: no such source.
        SourceError: a key or an address is missing; the message names the variable.
    """
    global _chosen
    if isinstance(name, str):
        chosen = named(name)
    else:
        from kit.models.layers.stack import as_transport

        chosen = named("simulated", answers=as_transport(name))
    chosen.check()
    _chosen = chosen
    if budget_usd is not None:
        from kit.models.layers.budget import paid_budget

        paid_budget().usd = float(budget_usd)
    return chosen


@contextmanager
def choices_undone() -> Iterator[None]:
    """Undo at the end what `use` chose inside: the source, and the cap on paid calls (not what was spent)."""
    global _chosen
    from kit.models.layers.budget import paid_budget

    chosen, usd = _chosen, paid_budget().usd
    try:
        yield
    finally:
        _chosen, paid_budget().usd = chosen, usd


def source() -> Source:
    """The source in use: the one chosen with `use`, else KIT_SOURCE, else local."""
    return _chosen or named(os.environ.get("KIT_SOURCE") or "local")


def source_for(sdk: str) -> Source:
    """The source that a client of `sdk` ("openai" or "anthropic") gets.

    Where the current source does not speak the SDK's protocol, the SDK's own vendor answers if its key is
    set, else the local model; that is said once, in one line.
    """
    current = source()
    if sdk in current.speaks:
        return current
    vendor = named(sdk)
    other = named("local") if vendor.missing() else vendor
    _say_once(
        f"kit: source {current.name!r} does not speak the {sdk} protocol; {sdk} clients use {other.name!r}."
    )
    return other


@lru_cache(maxsize=16)
def _say_once(line: str) -> None:
    print(line, file=sys.stderr)
