"""The journal of one ticket: each step with what it found, what followed, what it took and cost."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from kit.models.layers.trace import Span, Trace
from kit.models.usage import Usage


@dataclass(frozen=True)
class Step:
    """One step.

    Attributes:
        name: which step.
        found: what it found, for a person to read.
        verdict: what follows from that, in a word or two.
        seconds: how long it took.
        usage: what its model calls used.
        spans: its model calls, whole.
    """

    name: str
    found: str = ""
    verdict: str = ""
    seconds: float = 0.0
    usage: Usage = field(default_factory=Usage)
    spans: tuple[Span, ...] = field(default=(), repr=False)


class Journal:
    """Steps in the order they were taken.

    Args:
        spans: the trace in force, where the steps' model calls land.
        tell: called with a step's name when it begins.
    """

    def __init__(self, spans: Trace, tell: Callable[[str], object] = str) -> None:
        self.steps: list[Step] = []
        self._spans, self._tell = spans, tell

    @contextmanager
    def step(self, name: str) -> Iterator[Note]:
        """Time a block and add what it notes as a step, also if it raises."""
        note, began, before = Note(), time.perf_counter(), len(self._spans)
        self._tell(name)
        try:
            yield note
        finally:
            spans = tuple(self._spans.spans[before:])
            used = sum((span.usage for span in spans), Usage())
            seconds = time.perf_counter() - began
            self.steps.append(Step(name, note.found, note.verdict, seconds, used, spans))


@dataclass
class Note:
    """What a step has to say while it is under way."""

    found: str = ""
    verdict: str = ""

    def __call__(self, found: str, verdict: str = "") -> None:
        self.found, self.verdict = found, verdict
