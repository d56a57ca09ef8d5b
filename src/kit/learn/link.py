"""How a check reaches the learner's names: right here, in the notebook, or across the wall, in the grader."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from kit.learn import reach, say
from kit.learn.folder import Folder, act
from kit.learn.verdict import Verdict


class Link(Protocol):
    """How a check reaches the learner's names, and which model answers meanwhile."""

    sequences: int
    grading: bool
    scratch: str  # a path by chance on the learner's side: verdicts call it "/scratch"

    def call(self, target: Any, args: list[Any], kwargs: dict[str, Any], seconds: float) -> reach.Outcome: ...
    def value(self, target: Any, seconds: float) -> reach.Outcome: ...
    def model(self, simulated: Any) -> AbstractContextManager[Any]: ...
    def live(self) -> AbstractContextManager[Any]: ...
    def folder(self, seconds: float) -> AbstractContextManager[Folder]: ...
    def record(self, verdict: Verdict) -> None: ...
    def home(self, exercise: str, name: str) -> say.Home: ...


class Here:
    """In the notebook: the learner's names are right here."""

    sequences = 1
    grading = False
    scratch = "/scratch"

    def call(self, target: Any, args: list[Any], kwargs: dict[str, Any], seconds: float) -> reach.Outcome:
        return reach.call(target, args, kwargs)

    def value(self, target: Any, seconds: float) -> reach.Outcome:
        return reach.look(target)

    def model(self, simulated: Any) -> AbstractContextManager[Any]:
        from kit.models.layers.stack import answering

        return answering(simulated)

    @contextmanager
    def live(self) -> Iterator[Any]:
        from kit.models.layers.trace import trace

        with trace() as seen:
            yield seen.spans

    @contextmanager
    def folder(self, seconds: float) -> Iterator[Folder]:
        with TemporaryDirectory(prefix="kit-check-", ignore_cleanup_errors=True) as top:
            yield Folder(top, lambda *asked: reach.call(act, [top, *asked], {}))

    def record(self, verdict: Verdict) -> None:
        from kit.learn import progress

        progress.note(verdict, by="notebook")
        if "IPython" in sys.modules and sys.modules["IPython"].get_ipython():
            from IPython.display import display

            display(verdict)
        else:
            print(verdict)

    def home(self, exercise: str, name: str) -> say.Home:
        from kit.learn.sheet import home_in_course

        return home_in_course(exercise, name)


_session: ContextVar[tuple[Link, int] | None] = ContextVar("kit_grading", default=None)


@contextmanager
def grading(link: Link, seed: int) -> Iterator[None]:
    """While this is open, every check reaches the learner's names through `link`, with this seed."""
    token = _session.set((link, seed))
    try:
        yield
    finally:
        _session.reset(token)


def current() -> tuple[Link, int] | None:
    """The link and seed of the grade under way, if any."""
    return _session.get()


def seed_for(seed: int, exercise: str, check: str, trial: int = 0) -> int:
    """A seed in [0, 2^31) from hash(seed, exercise, check, trial): the same everywhere, always."""
    text = f"{seed}/{exercise}/{check}/{trial}".encode()
    return int.from_bytes(hashlib.sha256(text).digest()[:4], "big") >> 1
