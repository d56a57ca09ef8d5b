"""One model's answer is the next one's question: `chain`, and what came of it, step by step.

A step is a function of one value: an SDK call, plain code (a reader, a check, a look-up), or anything else of
this room that takes one value. So `chain(ask_intent, label_of, ask_reply)` mixes both, and every step is kept
with its reply, price and time. Left out: branches that join, state that outlives a run, resuming (langgraph,
pydantic-graph, prefect); for tools and loops see `kit.build.loop`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from kit.models.reply import Reply
    from kit.models.usage import Usage

Do: TypeAlias = Callable[[Any], Any]
"""A step: takes one value; returns an SDK reply, an `Outcome`, a `Stitched`, or any value; sync or async."""


@dataclass(frozen=True)
class Step:
    """One step of several.

    Attributes:
        name: its function's name, or the name it was given.
        answer: what it handed on: the text of an SDK reply, else the value itself; None if it failed.
        usage: what it consumed; nothing for plain code.
        seconds: how long it took.
        error: why there is no answer ("" if there is one).
        confidence: what the gate read, in `gated`; else None.
        raw: what the function returned.
    """

    name: str
    answer: Any
    usage: Usage
    seconds: float = 0.0
    error: str = ""
    confidence: float | None = None
    raw: Any = field(default=None, repr=False)

    @property
    def replies(self) -> tuple[Reply, ...]:
        """The SDK replies in it: none for plain code, several for a vote or a chain."""
        from kit.models.reply import Reply

        if isinstance(self.raw, Stitched):
            return self.raw.replies
        if hasattr(self.raw, "attempts"):
            return tuple(attempt.reply for attempt in self.raw.attempts)
        return (Reply.of(self.raw, self.seconds),) if _from_sdk(self.raw) else ()


@dataclass(frozen=True, repr=False)
class Stitched:
    """What several steps made together; `chain`, `route`, `parallel` and `gated` return functions of it.

    Attributes:
        answer: the answer; None if there is none, and `stopped` says why.
        steps: every step that was taken, in order, failed ones too.
        seconds: from start to end on the clock; in `parallel` less than its steps' seconds added up.
        stopped: why there is no answer, or which part of it is missing; "".
    """

    answer: Any
    steps: tuple[Step, ...]
    seconds: float = 0.0
    stopped: str = ""

    @property
    def usage(self) -> Usage:
        """Tokens, calls and price of all steps together."""
        from kit.models.usage import Usage

        return sum((step.usage for step in self.steps), Usage())

    @property
    def replies(self) -> tuple[Reply, ...]:
        """All SDK replies, in order."""
        return tuple(reply for step in self.steps for reply in step.replies)

    def __repr__(self) -> str:
        said = f"{self.answer!r}" if self.answer is not None else "no answer"
        why = f" ({self.stopped})" if self.stopped else ""
        return f"{said}{why}; {' > '.join(step.name for step in self.steps)}; {self.usage}"

    def _repr_html_(self) -> str:
        from html import escape

        cell = "text-align:left;vertical-align:top;padding:1px 14px 1px 0"
        rows = ""
        for step in self.steps:
            said = step.error or repr(step.answer)
            sure = "" if step.confidence is None else f"{step.confidence:.2f}"
            texts = (step.name, said[:200], sure, f"{step.usage.tokens}", f"{step.seconds:.2f}")
            cells = "".join(f'<td style="{cell}">{escape(text)}</td>' for text in texts)
            rows += f'<tr style="background:transparent">{cells}</tr>'
        names = ("step", "answer", "confidence", "tokens", "seconds")
        head = "".join(f'<th style="{cell}">{name}</th>' for name in names)
        table = f'<table style="border-collapse:collapse"><tr>{head}</tr>{rows}</table>'
        return f"<div>{escape(repr(self))}</div>{table}"


def chain(*steps: Do) -> Callable[[Any], Stitched]:
    """Run steps one after another, each on the answer of the one before.

    A step that fails (an SDK's error, a ValueError of a reader) or answers None ends the chain: what comes
    after would work on nothing. A mistake in a step's own code (TypeError, NameError ...) raises.

    Args:
        steps: one or more, see `Do`.
    Returns:
        A function of the first step's input that returns a `Stitched`; it can be a step itself.
    Raises:
        ValueError: no steps.

    Example:
        `chain(ask_intent, label_of, {"return": RETURNS, "cancel": ORDERS}.get)("I want my money back")`
    """
    if not steps:
        raise ValueError("chain needs at least one step: chain(ask, read).")
    names = [name_of(step, f"step {number}") for number, step in enumerate(steps, start=1)]

    def solve(value: Any) -> Stitched:
        began, taken = time.perf_counter(), []
        for name, step in zip(names, steps, strict=True):
            taken.append(take(name, step, value))
            value = taken[-1].answer
            if value is None:
                break
        stopped = f"{taken[-1].name}: {taken[-1].error}" if value is None else ""
        return Stitched(value, tuple(taken), time.perf_counter() - began, stopped)

    solve.__name__ = f"chain({', '.join(names)})"
    return solve


def take(name: str, function: Do, value: Any) -> Step:
    """Call one step in this thread and read what it returned. An SDK's error is kept; a mistake raises."""
    from kit.measure.calling import BUGS, awaited
    from kit.measure.samples import error_sentence
    from kit.models.usage import Usage

    began = time.perf_counter()
    try:
        raw = awaited(function(value))
    except BUGS:
        raise
    except Exception as error:
        called = Usage(calls=1) if hasattr(error, "request") else Usage()
        return Step(name, None, called, time.perf_counter() - began, error_sentence(error), raw=error)
    seconds = time.perf_counter() - began
    answer, usage, why = _read(raw)
    return Step(name, answer, usage, seconds, why or ("no answer" if answer is None else ""), raw=raw)


def name_of(function: Do, otherwise: str) -> str:
    """A function's name, if it has one that tells something."""
    name = getattr(function, "__name__", "")
    return otherwise if name in ("", "<lambda>") else name


def _read(raw: Any) -> tuple[Any, Usage, str]:
    """Answer, usage, and why there is no answer."""
    from kit.models.reply import Reply
    from kit.models.usage import Usage

    if isinstance(raw, Stitched):
        return raw.answer, raw.usage, raw.stopped if raw.answer is None else ""
    if hasattr(raw, "attempts"):
        return raw.answer, raw.usage, ""
    if not _from_sdk(raw):
        return raw, Usage(), ""
    reply = Reply.of(raw)
    if reply.error is not None or reply.finish == "refusal":
        return None, reply.usage, str(reply.error or "the model refused")
    return reply.text, reply.usage, ""


def _from_sdk(raw: Any) -> bool:
    from kit.models.reply import Reply

    return isinstance(raw, Reply) or type(raw).__module__.partition(".")[0] in ("openai", "anthropic")
