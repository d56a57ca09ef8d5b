"""What came of one ticket."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from kit.demo.journal import Step
from kit.desk.shop import Action
from kit.models.usage import Usage

Decision = Literal["answer", "act", "ask", "refuse"]


@dataclass(frozen=True)
class Handled:
    """A ticket with what the desk decided.

    Attributes:
        run: which errand it is; the ledger's and the queue's key.
        customer, text: who wrote, and what.
        decision: "answer", "act", "ask" (a person) or "refuse".
        answer: what the customer is told.
        why: the reason of the decision, for the log.
        confidence: 0 to 1, of what was proposed; None if nothing was.
        actions: what was proposed; what was done if `acted`.
        acted: the ledger has all of `actions` as done, now or before.
        source: what the answer quotes, as `article:start-end`; "" if it quotes nothing.
        queued: the item's number in the review queue; None if no person is asked.
        steps: the journal.
    """

    run: str
    customer: str
    text: str
    decision: Decision
    answer: str
    why: str
    confidence: float | None = None
    actions: tuple[Action, ...] = ()
    acted: bool = False
    source: str = ""
    queued: int | None = None
    steps: tuple[Step, ...] = field(default=(), repr=False)

    @property
    def usage(self) -> Usage:
        """All model calls together."""
        return sum((step.usage for step in self.steps), Usage())

    @property
    def seconds(self) -> float:
        """All steps together."""
        return sum(step.seconds for step in self.steps)

    def json(self) -> dict[str, Any]:
        """The same as plain data."""
        steps = [vars(step) | {"usage": vars(step.usage), "spans": len(step.spans)} for step in self.steps]
        actions = [{"name": action.name, "arguments": dict(action.arguments)} for action in self.actions]
        total = {"seconds": self.seconds, "usage": vars(self.usage)}
        return vars(self) | total | {"actions": actions, "steps": steps}
