"""kit: a small helper package for learning and prototyping AI engineering.

Every name here loads what it needs on first use, so `import kit` costs next to nothing.
The rooms: `kit.models` (where answers come from), `kit.measure` (how sure am I), `kit.build` (what do I
make), `kit.ship` (how does it live), `kit.learn` (did I get it), `kit.ui` (let me look and turn knobs).
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    "OpenAI": "kit.models.clients",
    "AsyncOpenAI": "kit.models.clients",
    "Anthropic": "kit.models.clients",
    "AsyncAnthropic": "kit.models.clients",
    "use": "kit.models.sources",
    "source": "kit.models.sources",
    "model": "kit.models.registry",
    "answering": "kit.models.layers.stack",
    "budget": "kit.models.layers.budget",
    "trace": "kit.models.layers.trace",
    "replay": "kit.models.layers.replay",
    "faults": "kit.models.layers.faults",
    "simulated": "kit.models",
    "cost": "kit.models.prices",
    "Usage": "kit.models.usage",
    "Reply": "kit.models.reply",
    "size": "kit.measure.size",
    "Rate": "kit.measure.rate",
    "sample": "kit.measure.sample",
    "asample": "kit.measure.sample",
    "Samples": "kit.measure.sample",
    "evaluate": "kit.measure.evaluate",
    "Case": "kit.measure.cases",
    "Card": "kit.ship.cards",
    "agreement": "kit.measure.spread",
    "entropy": "kit.measure.spread",
    "histogram": "kit.measure.spread",
    "exercise": "kit.learn.check",
    "playground": "kit.ui.ground",
    "compare": "kit.ui.side_by_side",
    "read_cases": "kit.ui.reader",
    "review": "kit.ui.queue",
    "traces": "kit.ui.spans",
    "progress": "kit.learn.progress",
    "record": "kit.ship.record",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    """Load a public name from its room the first time it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"kit has no {name!r}; it has: {', '.join(__all__)}")
    if name == "simulated":
        value: Any = import_module("kit.models.simulated")
    else:
        value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, so that tab completion shows them before they load."""
    return __all__
