"""Let me look and turn knobs: widgets, each with a static twin, so that a notebook reads without running.

What is live (knobs, buttons) is an ipywidgets view; what it shows is plain HTML in the cell's output, which a
code host, a printer and the next reader see too. Nothing here computes: it draws what the other rooms made.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOME = {
    "Compare": "side_by_side",
    "compare": "side_by_side",
    "read_cases": "reader",
    "Reader": "reader",
    "review": "queue",
    "Review": "queue",
    "traces": "spans",
    "Traces": "spans",
    "Playground": "ground",
    "playground": "ground",
    "Progress": "progress",
    "panel": "display",
    "table": "display",
    "strip_widget_state": "saved",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load a widget when it is first asked for (ipywidgets comes with it)."""
    if name not in _HOME:
        raise AttributeError(f"kit.ui has no {name!r}; it has: {', '.join(__all__)}")
    return getattr(import_module(f"kit.ui.{_HOME[name]}"), name)
