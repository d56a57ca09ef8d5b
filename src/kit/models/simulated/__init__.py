"""Simulated models: known true rates, seeded, instant, speaking both vendors' protocols to the genuine SDKs.

```python
from kit import OpenAI, answering, simulated

coin = simulated.Coin("refund", rate=0.7, other="exchange")
with answering(coin) as calls:
    reply = OpenAI().chat.completions.create(model="any", messages=[{"role": "user", "content": "Which?"}])
print(reply.choices[0].message.content, calls.count, coin.truth)
```

`Coin` and `Dice` answer by odds, `Classifier` with a true accuracy, `Judge` with known biases, `Susceptible`
obeys injections at a known rate, `Script` says what you wrote. `SimulatedTransport(model)` is the wire for
any httpx2 program. Your own model is a frozen dataclass with `draft(ask, rng) -> Draft`, `truth`, `seed` and
`latency`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kit.models.layers.fault_kinds import Fault

from .calls import Call, Calls
from .chance import Coin, Dice
from .classifier import Classifier
from .judge import Judge
from .model import Ask, Draft, SimulatedModel, Tool, ToolCall, Turn, dice
from .script import Script
from .susceptible import Susceptible

if TYPE_CHECKING:
    from .transport import SimulatedTransport

__all__ = [
    "Ask",
    "Call",
    "Calls",
    "Classifier",
    "Coin",
    "Dice",
    "Draft",
    "Fault",
    "Judge",
    "Script",
    "SimulatedModel",
    "SimulatedTransport",
    "Susceptible",
    "Tool",
    "ToolCall",
    "Turn",
    "default_model",
    "dice",
]


def default_model() -> SimulatedModel:
    """Give the model that the source `simulated` answers with when none was chosen: a fair word of three."""
    return Dice({"yes": 0.6, "no": 0.3, "maybe": 0.1})


def __getattr__(name: str) -> Any:
    """Load the wire, and httpx2 with it, when first asked for."""
    if name == "SimulatedTransport":
        from .transport import SimulatedTransport

        return SimulatedTransport
    raise AttributeError(f"kit.simulated has no {name!r}; it has: {', '.join(__all__)}")
