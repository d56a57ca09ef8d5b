"""What came of a call that was looked after: the answer, every attempt behind it, and why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kit.models.usage import Usage
from kit.ship.failures import Failed, Failure


@dataclass(frozen=True)
class Attempt:
    """One call.

    Attributes:
        kind: "ok", the kind of its failure, or "overtaken": another call was faster, or good.
        seconds: how long it took, or had taken when nobody waited any more.
        waited: seconds of pause before it.
        usage: tokens and price. Of a call that was overtaken nobody knows; it is counted as the taken one's.
        words: what was wrong.
    """

    kind: str
    seconds: float
    waited: float = 0.0
    usage: Usage = field(default_factory=Usage)
    words: str = ""


@dataclass(frozen=True, repr=False)
class Outcome:
    """What came of a call that was looked after.

    Attributes:
        answer: what the call returned, or the fallback's; None if there is neither.
        ok: whether the call itself was answered, and the answer taken. A fallback is not ok.
        attempts: every call, in order, the hedges among them.
        failure: why the call was not answered; None if it was.
        seconds: from start to end.
        usage: of all attempts together.
        hedged: whether a second call was sent because a first was late.
        fell_back: whether `answer` is the fallback's.
    """

    answer: Any
    ok: bool
    attempts: tuple[Attempt, ...]
    failure: Failure | None = None
    seconds: float = 0.0
    hedged: bool = False
    fell_back: bool = False

    @property
    def usage(self) -> Usage:
        """Tokens, calls and price of all attempts together."""
        return sum((attempt.usage for attempt in self.attempts), Usage())

    def take(self) -> Any:
        """Give the answer, the fallback's too; raise Failed if there is none."""
        if not (self.ok or self.fell_back):
            assert self.failure is not None
            raise Failed(self.failure)
        return self.answer

    def __repr__(self) -> str:
        end = (
            "answered" if self.ok else f"fell back ({self.failure})" if self.fell_back else str(self.failure)
        )
        lines = [f"{end} in {self.seconds:.2f} s; {self.usage}"]
        for number, one in enumerate(self.attempts, start=1):
            pause = f" after a pause of {one.waited:.2f} s" if one.waited else ""
            lines.append(f"  {number}. {one.kind}, {one.seconds:.2f} s{pause}")
        return "\n".join(lines)
