"""A check: what a learner sees under an exercise, in the notebook, at once.

`check = exercise("01_hello_black_box")`, then `with check("price", points=2) as c:` and claims about the
learner's names, made only through `c`. The same cell runs here, directly, and in the grader, where the names
live in another process: `Here` and `kit.learn.remote.There` are the two ways to reach them.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from kit.learn import reach, say
from kit.learn.folder import Folder, FolderTrouble
from kit.learn.link import Here, Link, current, seed_for
from kit.learn.plain import NotPlain, dumps, loads, plain, printable, show
from kit.learn.scope import name_in_check
from kit.learn.verdict import CheckFailed, Verdict


class Exercise:
    """The checks of one exercise: `check("price", points=2)` begins one. Made by `exercise()`."""

    def __init__(self, name: str, seed: int = 0) -> None:
        self.name = name
        self.seed = seed

    def __call__(self, name: str, points: float = 1, seconds: float = 30) -> Check:
        """Begin a check.

        Args:
            name: as in the cell's id, `check-NAME`.
            points: what it is worth.
            seconds: most that one `c.call` may take (wall clock; enforced by the grader).
        """
        link, seed = current() or (Here(), self.seed)
        return Check(self.name, name, points, seconds, link, seed)


def exercise(name: str, seed: int = 0) -> Exercise:
    """The exercise called `name` ("01_hello_black_box"), whose checks the notebook is about to make.

    Args:
        name: the notebook's file name, without the ending.
        seed: of the cases that checks draw; graders use their own.
    """
    if "IPython" in sys.modules and (shell := sys.modules["IPython"].get_ipython()):
        from kit.learn.scope import watch_notebook

        watch_notebook(shell, Exercise)
    return Exercise(name, seed)


class Check:
    """One check under way: claims about the learner's names. The first that does not hold ends it.

    Attributes:
        seed: an int made of hash(seed, exercise, check, trial), for cases and simulated models.
        rng: a `random.Random` seeded with it.
    """

    def __init__(
        self, exercise: str, name: str, points: float, seconds: float, link: Link, seed: int
    ) -> None:
        self.exercise, self.name, self.points, self.seconds = exercise, name, points, seconds
        self._link, self._base, self._asked, self._got = link, seed, "", ""
        self._trial(0)

    def _trial(self, trial: int) -> None:
        self.seed = seed_for(self._base, self.exercise, self.name, trial)
        self.rng = random.Random(self.seed)

    def __enter__(self) -> Check:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: Any) -> None:
        if error is None:
            verdict = self._verdict("pass", points=self.points)
        elif isinstance(error, _Stop):
            verdict = error.verdict
        elif isinstance(error, FolderTrouble):
            verdict = self._verdict(error.state, error.after(self._asked))
        elif isinstance(error, NameError) and error.name and not self._link.grading:
            verdict = self._verdict("fail", say.missing(error.name, self._home(error.name), grading=False))
        elif isinstance(error, Exception):
            verdict = self._verdict("fail", say.shape(error, self._asked), got=self._got)
        else:
            return
        self._link.record(verdict)
        if not verdict.passed:
            raise CheckFailed(verdict) from None

    def call(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call the learner's function with plain values.

        Returns:
            A plain copy of what it returned (see `kit.learn.plain`). A coroutine is awaited. An exception
            in it, or a result that is not plain data, fails the check with a sentence.
        """
        outcome, asked, name = self._call(fn, args, kwargs)
        return self._unpack(outcome, asked, name)

    def value(self, value: Any, /) -> Any:
        """A plain copy of a learner's value."""
        name = name_in_check(value)
        return self._unpack(self._wire(self._link.value(value, self.seconds)), name, name)

    def raises(self, fn: Any, /, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Call the learner's function, which must raise.

        Returns:
            {"type": class name, "message": text, "bases": names of the class and all its parents}.
        """
        outcome, asked, name = self._call(fn, args, kwargs)
        error = outcome.get("error")
        if error and error["kind"] in ("raised", "arity"):
            return {k: error[k] for k in ("type", "message", "bases")}
        got = self._unpack(outcome, asked, name)
        raise self._stop(f"`{asked}` should raise an exception, and did not.", "an exception", got)

    def equal(self, got: Any, expected: Any, where: str = "", what: str = "") -> None:
        """Claim that two values are equal as plain data (floats to 1 part in 10^9)."""
        got, expected = plain(got), plain(expected)
        if not say.same(got, expected, 0.0):
            raise self._stop(say.differs(self._about(what, got), got, expected), expected, got, where)

    def close(self, got: Any, expected: Any, tol: float, where: str = "", what: str = "") -> None:
        """Claim that numbers (or lists, or dicts of numbers) differ by at most `tol`, absolute."""
        got, expected = plain(got), plain(expected)
        if not say.same(got, expected, tol):
            text = f"{show(expected)}, give or take {tol:g}"
            raise self._stop(
                say.differs(self._about(what, got), got, expected), text, got, where, quoted=False
            )

    def that(self, ok: Any, expected: str = "", got: Any = "", where: str = "") -> None:
        """Claim anything: `ok` is true. `expected` says in words what should be."""
        if not ok:
            about = f"`{self._asked}`" if self._asked else "This"
            raise self._stop(f"{about} is not as it should be.", expected, got, where, quoted=False)

    def model(self, simulated: Any) -> AbstractContextManager[Any]:
        """While the block runs, `simulated` answers all requests. Gives the evidence: a list of calls."""
        return self._link.model(simulated)

    def live(self) -> AbstractContextManager[Any]:
        """While the block runs, the live source answers (in the grader: the local engine).

        Gives the evidence: a list of spans, one for each call, with `.answer`, `.prompt` and `.status`.
        """
        return self._link.live()

    def folder(self) -> AbstractContextManager[Folder]:
        """While the block runs, an empty folder on the learner's side: to hand over, fill and look into."""
        return self._link.folder(self.seconds)

    def trials(
        self,
        one_trial: Callable[[int], bool],
        good: float = 0.9,
        bad: float = 0.5,
        where: str = "",
        most: int = 200,
    ) -> None:
        """Claim that `one_trial(i)` is true at a rate of `good` rather than `bad` (Wald's sequential test).

        Args:
            one_trial: given the trial's number; `c.rng` and `c.seed` are new in every trial.
            good, bad: rates that pass and fail; in between, it may end with "need more".
            most: trials after which the verdict is "need more". A grader runs a second sequence on fresh
                seeds before it believes anything but a pass.
        """
        from kit.measure.sequential import sprt

        def trial(i: int, first: int = 1) -> bool:
            self._trial(first + i)
            return bool(one_trial(i))

        for sequence in range(self._link.sequences):
            start = 1 + sequence * 100_000
            test = sprt(good, bad).run(lambda i, start=start: trial(i, start), most)  # type: ignore[misc]
            if test.verdict == "pass":
                return
        message, expected = say.undecided(test.verdict, good, bad)
        seen = f"right in {test.successes} of {test.n} trials"
        raise self._stop(message, expected, seen, where, state=test.verdict, quoted=False)

    def _call(self, fn: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[reach.Outcome, str, str]:
        name = name_in_check(fn)
        try:
            sent = loads(dumps(plain(list(args)))), loads(dumps(plain(kwargs)))
        except NotPlain as error:
            raise TypeError(f"a check passed something that does not cross to `{name}`: {error}") from None
        said = [show(a, 80) for a in sent[0]] + [f"{k}={show(v, 80)}" for k, v in sent[1].items()]
        self._asked = f"{name}({', '.join(said)})"
        return self._wire(self._link.call(fn, *sent, self.seconds)), self._asked, name

    def _about(self, what: str, got: Any) -> str:
        if what or not self._asked:
            return what
        return self._asked if say.same(got, self._got, 0.0) else f"After `{self._asked}`, what was looked at"

    def _wire(self, outcome: reach.Outcome) -> reach.Outcome:
        return outcome if self._link.grading else loads(dumps(outcome))

    def _unpack(self, outcome: reach.Outcome, asked: str, name: str) -> Any:
        if "error" in outcome:
            home = self._home(name)
            message, got = say.failure(outcome["error"], asked, name, home, self._link.grading, self.seconds)
            state = "not run" if outcome["error"]["kind"] == "gone" else "fail"
            raise self._stop(message, "", got, state=state, quoted=False)
        self._asked, self._got = asked, outcome["ok"]
        return outcome["ok"]

    def _home(self, name: str) -> say.Home:
        return self._link.home(self.exercise, name.split(".")[0])

    def _stop(
        self,
        message: str,
        expected: Any = "",
        got: Any = "",
        where: str = "",
        state: str = "fail",
        quoted: bool = True,
    ) -> _Stop:
        expected = show(expected) if quoted and message else str(expected)
        got = show(got) if quoted or not isinstance(got, str) else got
        return _Stop(self._verdict(state, message, expected=expected, got=got, where=where))

    def _verdict(self, state: str, message: str = "", points: float = 0, **texts: Any) -> Verdict:
        def told(text: Any) -> str:
            text = text if isinstance(text, str) else show(text)
            return printable(text.replace(self._link.scratch, "/scratch"))

        texts = {name: told(text) for name, text in texts.items()}
        return Verdict(self.exercise, self.name, state, points, self.points, told(message), **texts)


class _Stop(Exception):
    """Ends a check at the first claim that does not hold."""

    def __init__(self, verdict: Verdict) -> None:
        self.verdict = verdict
