"""How does it live? From an idea in a notebook to a service that is traced, bounded, measured and swapped.

A name loads its module when it is first used.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_HOME: dict[str, str] = {
    "Breaker": "breaker",
    "card": "card_making",
    "Risk": "card_risk",
    "Card": "cards",
    "Deadline": "deadline",
    "BreakerOpen": "failures",
    "DeadlineExceeded": "failures",
    "Failed": "failures",
    "Failure": "failures",
    "failure_of": "failures",
    "Feedback": "answers",
    "beside": "files",
    "pages": "files",
    "Finetune": "finetune",
    "HeldOut": "held_out",
    "Load": "load",
    "load": "load",
    "metered": "metered",
    "new": "new",
    "Attempt": "course",
    "Outcome": "course",
    "Parcel": "package",
    "ship": "package",
    "Problem": "problems",
    "record": "record",
    "records": "record",
    "Redacted": "redact",
    "redact": "redact",
    "redacted": "redact",
    "aresilient": "resilient",
    "resilient": "resilient",
    "Run": "run",
    "run": "run",
    "service": "service",
    "running": "serving",
    "serve": "serving",
    "Settings": "settings",
    "Spans": "span_reader",
    "Tracing": "spans",
    "carried": "spans",
    "span": "spans",
    "tracing": "spans",
    "cluster": "executors",
    "sweep": "sweep",
    "Sweep": "swept",
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
