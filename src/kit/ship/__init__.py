"""How does it live? From an idea in a notebook to a service that is traced, bounded, measured and swapped.

A name loads its module when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME: dict[str, str] = {}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load a name from its module the first time it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"kit.ship has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"kit.ship.{_HOME[name]}"), name)
