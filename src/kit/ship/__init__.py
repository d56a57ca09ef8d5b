"""How does it live? From an idea in a notebook to a service that is traced, bounded, measured and swapped.

A name loads its module when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_HOME: dict[str, str] = {
    "Card": "cards",
    "HeldOut": "held_out",
    "Risk": "card_risk",
    "card": "card_making",
    "metered": "metered",
    "tracing": "spans",
    "span": "spans",
    "carried": "spans",
    "Tracing": "spans",
    "Spans": "span_reader",
    "redact": "redact",
    "redacted": "redact",
    "Redacted": "redact",
    "record": "record",
    "records": "record",
    "Run": "run",
    "run": "run",
    "failure_of": "failures",
    "Failure": "failures",
    "Failed": "failures",
    "BreakerOpen": "failures",
    "DeadlineExceeded": "failures",
    "Deadline": "deadline",
    "Breaker": "breaker",
    "Outcome": "outcome",
    "Attempt": "outcome",
    "resilient": "resilient",
    "aresilient": "resilient",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load a name from its module the first time it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"kit.ship has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"kit.ship.{_HOME[name]}"), name)


class _Face(ModuleType):
    """Where a module holds a function of its own name, `kit.ship.NAME` is the function, always."""

    def __setattr__(self, name: str, value: Any) -> None:
        inside = getattr(value, name, value) if name in _HOME and isinstance(value, ModuleType) else value
        super().__setattr__(name, inside)


sys.modules[__name__].__class__ = _Face
