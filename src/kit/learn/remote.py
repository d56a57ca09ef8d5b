"""The learner's names as the grader sees them: behind a wall, reached by name, with plain values.

`Remote` stands in a check cell where the learner's own object stands in the notebook; `There` takes what a
check asks of it across the pipe, and keeps the verdicts on this side.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from kit.learn import reach
from kit.learn.folder import Folder
from kit.learn.say import Home
from kit.learn.sheet import Sheet
from kit.learn.verdict import Verdict
from kit.learn.wall import Gone, Worker
from kit.learn.wire import Answering


class Remote:
    """A learner's name as a check cell sees it in the grader: good for `c.call` and `c.value` only."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def kit_path(self) -> str:
        """The name, with attributes: "f", "bot.history"."""
        return self._path

    def __getattr__(self, part: str) -> Remote:
        if part.startswith("_"):
            raise AttributeError(part)
        return Remote(f"{self._path}.{part}")

    def _only_through_c(self, *args: Any, **kwargs: Any) -> Any:
        raise TypeError(
            f"a check reaches `{self._path}` only by c.call({self._path}, ...) or c.value({self._path})"
        )

    __call__ = __eq__ = __bool__ = __iter__ = __len__ = __getitem__ = __contains__ = _only_through_c  # type: ignore[assignment]
    __str__ = __format__ = __lt__ = __gt__ = __int__ = __float__ = _only_through_c  # type: ignore[assignment]
    __hash__ = None  # type: ignore[assignment]


@dataclass
class There:
    """In the grader: the learner's names are behind the wall. A `kit.learn.check.Link`."""

    worker: Worker
    answering: Answering
    sheet: Sheet
    sequences: int = 2
    grading: bool = True
    cell_errors: dict[str, dict[str, Any]] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)
    hurried: bool = False
    folders: int = 0

    def __post_init__(self) -> None:
        self.scratch = self.worker.scratch

    def call(self, target: Any, args: list[Any], kwargs: dict[str, Any], seconds: float) -> reach.Outcome:
        return self._ask(target, seconds, "call", args=args, kwargs=kwargs)

    def value(self, target: Any, seconds: float) -> reach.Outcome:
        return self._ask(target, seconds, "value")

    def _ask(self, target: Any, seconds: float, op: str, **details: Any) -> reach.Outcome:
        if not isinstance(target, Remote):
            return getattr(reach, "call" if details else "look")(target, *details.values())
        try:
            outcome = self.worker.ask(op, seconds, path=target.kit_path(), **details)
        except Gone as gone:
            return reach.trouble("gone", gone)
        self.hurried |= outcome.get("error", {}).get("kind") == "slow"
        return outcome

    def model(self, simulated: Any) -> Any:
        return self.answering.by(simulated)

    def live(self) -> Any:
        return self.answering.live()

    @contextmanager
    def folder(self, seconds: float) -> Iterator[Folder]:
        """A new folder in the worker's scratch, which goes with it. Nobody on this side opens it."""
        self.folders += 1
        top = f"{self.scratch}/folder-{self.folders}"

        def act(*asked: str) -> reach.Outcome:
            try:
                return self.worker.ask("folder", seconds, args=[top, *asked])
            except Gone as gone:
                return reach.trouble("gone", gone)

        try:
            yield Folder(top, act)
        finally:
            act("remove", "")

    def record(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)

    def home(self, exercise: str, name: str) -> Home:
        cell = self.sheet.homes.get(name, "")
        error = self.cell_errors.get(cell)
        if not error:
            return Home(cell)
        text = f"{error['type']}: {error['message']}" + (f" ({error['line']})" if error["line"] else "")
        return Home(cell, text, stub=error["kind"] == "stub")
