"""Transport layers between SDK and network: trace, budget, replay, faults.

Each is an httpx2 transport around another (`TraceTransport(inner, trace)`), sync and async, streaming kept, so
any httpx2 program can use it; as a context manager (`with kit.trace():`) it applies to every kit client.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "answering": "stack",
    "budget": "budget",
    "Budget": "budget",
    "BudgetTransport": "budget",
    "trace": "trace",
    "Trace": "trace",
    "Span": "trace",
    "TraceTransport": "trace",
    "replay": "replay",
    "Replay": "replay",
    "ReplayTransport": "replay",
    "sample_index": "replay",
    "faults": "faults",
    "FaultTransport": "faults",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load a layer when it is first asked for (httpx2 comes with it).

    `trace`, `budget`, `replay` and `faults` are here the context managers, not the modules of the same name:
    those stay reachable by import (`from kit.models.layers.trace import Span`).
    """
    if name not in _HOME:
        raise AttributeError(f"kit.models.layers has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"kit.models.layers.{_HOME[name]}"), name)
