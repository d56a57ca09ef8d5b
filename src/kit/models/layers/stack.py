"""What is in force around a request: a process-wide stack of layers and answering models.

`with trace(), budget(calls=10): ...` puts two layers on the stack; every request of every kit client in
the process then passes through them, outermost first, whichever thread or event loop sends it. It is
process-wide, not per thread: a sampler's worker threads must see what the notebook cell opened.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

E = TypeVar("E")


class Answers:
    """A stack entry that answers in place of the client's own source."""

    def __init__(self, transport: Any) -> None:
        self.transport = transport


_lock = threading.Lock()
_stack: tuple[Any, ...] = ()


@contextmanager
def in_force(entry: E) -> Iterator[E]:
    """Keep `entry` (a `Layer` or `Answers`) on the stack while the block runs, innermost."""
    global _stack
    with _lock:
        _stack = (*_stack, entry)
    try:
        yield entry
    finally:
        with _lock:
            kept = list(_stack)
            at = max(i for i, e in enumerate(kept) if e is entry)
            _stack = (*kept[:at], *kept[at + 1 :])


def active() -> tuple[Any, ...]:
    """The entries in force, outermost first."""
    return _stack


def as_transport(simulated_model: Any) -> Any:
    """A simulated model as the transport that answers with it; an httpx2 transport as it is."""
    if hasattr(simulated_model, "handle_request"):
        return simulated_model
    from kit.models.simulated import SimulatedTransport

    return SimulatedTransport(simulated_model)


@contextmanager
def answering(simulated_model: Any) -> Iterator[Any]:
    """While the block runs, `simulated_model` answers every request of every kit client in this process.

    Args:
        simulated_model: a model of `kit.simulated`, or any httpx2 transport.
    Yields:
        the evidence: the list of calls the model answered (None for a transport that keeps none).
    Blocks nest; the innermost model answers. KIT_GATEWAY, if set, goes before it.
    """
    transport = as_transport(simulated_model)
    with in_force(Answers(transport)):
        yield getattr(transport, "calls", None)


def answers_are_free(model_name: str = "") -> bool:
    """Whether what is in force now costs nothing: a simulated or local answer, a recording, a gateway."""
    from kit.models.registry import find
    from kit.models.sources import source

    if os.environ.get("KIT_GATEWAY") or any(isinstance(e, Answers) for e in _stack):
        return True
    known = find(model_name)
    if known is not None and known.provider is None:
        return True
    return source().name in ("local", "simulated", "replay") or (known is None and not source().paid)
