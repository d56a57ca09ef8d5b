"""A pydantic model in, a valid object out; or one exception that keeps every attempt with what it cost.

`structured` asks, reads, validates, checks, and shows the model its own error a bounded number of times. The
steps are in `kit.build.repair`, each usable alone. It makes no request itself: `ask` is your SDK call, so it
works on chat completions, responses and messages, with free text, `parse` and a JSON schema alike.
Left out: streaming, and changing the model or the prompt between attempts (the library instructor does the
first; for the second, write the loop: it is ten lines).
"""

from __future__ import annotations

import inspect
import time
from collections.abc import Awaitable, Callable, Generator
from dataclasses import dataclass, field
from html import escape
from typing import Any, Generic, TypeVar

from kit.build.repair import because, turns, validated
from kit.measure.samples import error_sentence
from kit.models.reply import Reply
from kit.models.usage import Usage

T = TypeVar("T")

Messages = list[dict[str, str]]
_SDKS = {
    "openai",
    "anthropic",
    "pydantic",
    "pydantic_core",
    "httpx2",
}  # `parse` raises pydantic's error itself
_PASSING = {408, 409, 425, 429}  # of the 4xx, those that another try may mend
_ENDED = {
    "length": "the answer was cut off at its token limit; answer shorter.",
    "refusal": "the model refused to answer.",
    "tool": "the model called a tool instead of answering.",
}


@dataclass(frozen=True)
class Try:
    """One call and what became of it.

    Attributes:
        text: the answer as it came; "" if the call failed.
        error: why it was refused, in a sentence; "" if it was accepted.
        usage: what it cost.
        seconds: how long the call took.
        raw: what `ask` returned, or the exception that it raised.
    """

    text: str
    error: str
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    raw: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class Valid(Generic[T]):
    """An object that passed, and the way there.

    Attributes:
        value: the object.
        attempts: every call, the refused ones first; the last is the one that passed.
    """

    value: T
    attempts: tuple[Try, ...] = field(repr=False)

    @property
    def usage(self) -> Usage:
        """All attempts together."""
        return sum((attempt.usage for attempt in self.attempts), Usage())

    def _repr_html_(self) -> str:
        return f"<p><code>{escape(repr(self.value))}</code></p>{_table(self.attempts)}"


class NotValid(Exception):
    """No attempt passed.

    Attributes:
        attempts: every call, in order.
    """

    def __init__(self, attempts: tuple[Try, ...]) -> None:
        super().__init__(attempts)
        self.attempts = attempts

    @property
    def usage(self) -> Usage:
        """All attempts together: an answer that nobody can use costs as much as a good one."""
        return sum((attempt.usage for attempt in self.attempts), Usage())

    def __str__(self) -> str:
        n = len(self.attempts)
        tries = "1 attempt" if n == 1 else f"{n} attempts"
        return f"No valid answer in {tries} ({self.usage}). The last: {self.attempts[-1].error}"

    def _repr_html_(self) -> str:
        return f"<p>{escape(str(self))}</p>{_table(self.attempts)}"


def structured(
    ask: Callable[[Messages], Any],
    Model: type[T],
    *,
    attempts: int = 3,
    check: Callable[[T], Any] | None = None,
) -> Valid[T]:
    """Ask until an answer is a valid `Model`, at most `attempts` times.

    Args:
        ask: makes one SDK call and returns what the SDK returned (or text). It is given the messages to send
            *after* its own: none at first; then the last refused answer and what was wrong with it.
        Model: a pydantic model (or any type that `pydantic.TypeAdapter` takes).
        attempts: most calls to make, at least 1; this is the bound of the cost.
        check: what else must hold; it is given the object, and says no by raising a ValueError (its message
            is shown to the model) or by returning False. `lambda it: grounded(it, ticket)` is one.
    Returns:
        `Valid`: the object, with every attempt.
    Raises:
        NotValid: none passed. Refused, cut-off and failed answers are all in it, with their cost. A failure
            that another try cannot mend (a wrong key, a refused budget) ends it at once.
        ValueError: attempts below 1.
        TypeError: `ask` is async (`astructured` is for that) or returned something else than a reply or text.

    The SDKs' own `parse` raises before the reply can be read: such an attempt keeps its call, but neither
    text nor tokens. `create` with the same schema loses nothing.

    Example:
        `structured(lambda more: client.responses.create(model=MODEL, input=[*messages, *more]), Order)`
    """
    run = _run(Model, attempts, check)
    more = next(run)
    while True:
        began = time.perf_counter()
        try:
            raw = ask(more)
        except Exception as error:
            raw = _kept(error)
        if inspect.isawaitable(raw):
            getattr(raw, "close", lambda: None)()
            raise TypeError("this `ask` is async; write `await astructured(...)`.")
        try:
            more = run.send((raw, time.perf_counter() - began))
        except StopIteration as end:
            return end.value


async def astructured(
    ask: Callable[[Messages], Awaitable[Any]],
    Model: type[T],
    *,
    attempts: int = 3,
    check: Callable[[T], Any] | None = None,
) -> Valid[T]:
    """`structured` for an async `ask`: `await astructured(...)`. All else is the same."""
    run = _run(Model, attempts, check)
    more = next(run)
    while True:
        began = time.perf_counter()
        try:
            raw = await ask(more)
        except Exception as error:
            raw = _kept(error)
        try:
            more = run.send((raw, time.perf_counter() - began))
        except StopIteration as end:
            return end.value


def _run(
    Model: type[T], attempts: int, check: Callable[[T], Any] | None
) -> Generator[Messages, tuple[Any, float], Valid[T]]:
    """The loop without the calls: yields messages to add, is sent what came back, returns the result."""
    if attempts < 1:
        raise ValueError(f"attempts={attempts}: structured needs at least 1.")
    done: list[Try] = []
    more: Messages = []
    while len(done) < attempts:
        raw, seconds = yield more
        reply = _reply(raw, seconds)
        cause: BaseException | None = reply.error
        if cause is None:
            try:
                value = _read(reply, Model, check)
                done.append(Try(reply.text, "", reply.usage, seconds, raw))
                return Valid(value, tuple(done))
            except ValueError as error:
                cause = error
        sentence = because(cause) if isinstance(cause, ValueError) else error_sentence(cause)
        done.append(Try(reply.text, sentence, reply.usage, seconds, raw))
        if _hopeless(cause):
            break
        if isinstance(cause, ValueError):  # the model said something, so there is something to say to it
            more = turns(reply.text, sentence)
    raise NotValid(tuple(done)) from cause


def _read(reply: Reply, Model: type[T], check: Callable[[T], Any] | None) -> T:
    """The object; raises a ValueError that says why not."""
    if reply.finish in _ENDED:
        raise ValueError(_ENDED[reply.finish])
    value = validated(reply.text, Model)
    if check is not None and check(value) is False:
        raise ValueError("the check refused it.")
    return value


def _reply(raw: Any, seconds: float) -> Reply:
    """What came back, as a `Reply`; text counts as one free call."""
    if isinstance(raw, str):
        return Reply(raw, usage=Usage(calls=1), seconds=seconds)
    if (cut := getattr(raw, "completion", None)) is not None:  # openai's LengthFinishReasonError keeps it
        return Reply.of(cut, seconds)
    return Reply.of(raw, seconds)


def _kept(error: Exception) -> Exception:
    """An SDK's exception is an attempt; any other is a mistake in `ask`, and is raised."""
    if _SDKS.isdisjoint(kind.__module__.partition(".")[0] for kind in type(error).__mro__):
        raise error
    return error


def _hopeless(error: BaseException) -> bool:
    status = getattr(error, "status_code", None)
    return status is not None and 400 <= status < 500 and status not in _PASSING


def _table(attempts: tuple[Try, ...]) -> str:
    rows = [("attempt", "answer", "verdict", "cost")]
    rows += [
        (str(i), attempt.text or "-", attempt.error or "accepted", str(attempt.usage))
        for i, attempt in enumerate(attempts, 1)
    ]
    cell = '<td style="text-align:left;vertical-align:top;white-space:pre-wrap;padding:2px 14px 2px 0">'
    lines = ("".join(f"{cell}{escape(text)}</td>" for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"
