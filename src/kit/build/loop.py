"""The loop that acts: ask, run the tools that the model asks for, show it the results, until it answers.

`ask` is your SDK call, so it works with chat completions, responses and messages; the loop adds the turns in
that protocol's shape. It is bounded in calls, tokens and money, ends when the model repeats a call that
fails, and keeps every step with its usage. Calls that a reply asks for when there is no room left for another
reply are *not* run: nothing is done that nobody hears of.
Left out: streaming, several runs at once (start several), and memory between runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from kit.build.dispatch import Result, Toolbox, signature
from kit.build.vendors import Turn, Wanted, turns, wanted
from kit.measure.samples import error_sentence
from kit.models.reply import Reply
from kit.models.usage import Usage

if TYPE_CHECKING:
    from kit.build.ledger import Act


@dataclass(frozen=True)
class Step:
    """One call of the model, and what its tool calls came to.

    Attributes:
        reply: the whole reply.
        wanted: the calls it asked for.
        results: what each came to, in the same order; those that were not run say so (error "not run").
    """

    reply: Reply
    wanted: tuple[Wanted, ...] = ()
    results: tuple[Result, ...] = ()


@dataclass(frozen=True, repr=False)
class Run:
    """What came of a loop.

    Attributes:
        answer: the model's last words, or None if it was stopped before it answered.
        steps: every call of the model, in order.
        stopped: why it ended: "answer", "steps", "tokens", "usd", "repeats" (the same call failed again),
            "length" (a reply was cut off), "refusal", or "error" (the SDK's call failed).
        acts: what this run did, or may have done (`act.status`), as the ledger has it.
        messages: the whole conversation, in the vendor's shape, to go on from.
        why: for "error", what the SDK said.
    """

    answer: str | None
    steps: tuple[Step, ...]
    stopped: str
    acts: tuple[Act, ...] = ()
    messages: list[Turn] = field(default_factory=list)
    why: str = ""

    @property
    def usage(self) -> Usage:
        """All steps together."""
        return sum((step.reply.usage for step in self.steps), Usage())

    @property
    def results(self) -> tuple[Result, ...]:
        """What all tool calls came to, in order."""
        return tuple(result for step in self.steps for result in step.results)

    def __repr__(self) -> str:
        said = "no answer" if self.answer is None else repr(self.answer)
        return f"{said}, stopped: {self.stopped}, {len(self.acts)} acts, {self.usage}"

    def _repr_html_(self) -> str:
        rows = [("step", "the model", "the tool")]
        for number, step in enumerate(self.steps, 1):
            said = error_sentence(step.reply.error) if step.reply.error else step.reply.text
            rows += [(str(number), said, "")] if said or not step.wanted else []
            for place, call in enumerate(step.wanted):
                rows.append((str(number), f"{call.name} {call.arguments}", step.results[place].text))
        cell = '<td style="text-align:left;vertical-align:top;padding:2px 14px 2px 0">'
        lines = ("".join(f"{cell}{escape(text)}</td>" for text in row) for row in rows)
        table = "".join(f'<tr style="background:transparent">{line}</tr>' for line in lines)
        return f'<div>{escape(repr(self))}</div><table style="border-collapse:collapse">{table}</table>'


def loop(
    ask: Callable[[list[Turn], Toolbox], Any],
    toolbox: Toolbox,
    messages: Sequence[Turn] | str,
    *,
    steps: int = 6,
    usd: float | None = None,
    tokens: int | None = None,
    repeats: int = 2,
) -> Run:
    """Let a model work with tools until it answers or a bound is reached.

    Args:
        ask: makes one SDK call with these messages and these tools, and returns what the SDK returned.
        toolbox: what it may use; hand on `toolbox.chat`, `.responses` or `.messages`, whichever the call is.
        messages: the conversation so far, in that vendor's shape; text is one user message.
        steps: most calls of the model.
        usd, tokens: most to spend. The first call is always made; another one only if what was spent and
            once more what the last call took (the next is rarely shorter) stay within.
        repeats: the same call failing in the same way this often ends it.
    Returns:
        `Run`. What the SDK raises ends the run and is kept in it, since what was done before must be known.
    Raises:
        ValueError: steps or repeats below 1.
        TypeError: `ask` is async (`aloop` is for that) or returned something else than an SDK's reply.

    Example:
        `loop(lambda messages, tools: client.chat.completions.create(model=MODEL, messages=messages,
        tools=tools.chat), toolbox, ticket.text)`
    """
    import inspect

    going = _run(toolbox, messages, steps, usd, tokens, repeats)
    talk = next(going)
    while True:
        try:
            raw = ask(talk, toolbox)
        except Exception as error:
            raw = _kept(error)
        if inspect.isawaitable(raw):
            getattr(raw, "close", lambda: None)()
            raise TypeError("this `ask` is async; write `await aloop(...)`.")
        try:
            talk = going.send(raw)
        except StopIteration as end:
            return end.value


async def aloop(
    ask: Callable[[list[Turn], Toolbox], Awaitable[Any]],
    toolbox: Toolbox,
    messages: Sequence[Turn] | str,
    *,
    steps: int = 6,
    usd: float | None = None,
    tokens: int | None = None,
    repeats: int = 2,
) -> Run:
    """`loop` for an async `ask`: `await aloop(...)`. All else is the same; tools run one after another."""
    going = _run(toolbox, messages, steps, usd, tokens, repeats)
    talk = next(going)
    while True:
        try:
            raw = await ask(talk, toolbox)
        except Exception as error:
            raw = _kept(error)
        try:
            talk = going.send(raw)
        except StopIteration as end:
            return end.value


def _run(
    toolbox: Toolbox,
    messages: Sequence[Turn] | str,
    steps: int,
    usd: float | None,
    tokens: int | None,
    repeats: int,
) -> Generator[list[Turn], Any, Run]:
    """The loop without the calls: yields what to send, is sent what came back, returns the run."""
    if steps < 1 or repeats < 1:
        raise ValueError(f"steps={steps}, repeats={repeats}: a loop needs at least 1 of each.")
    talk = [{"role": "user", "content": messages}] if isinstance(messages, str) else list(messages)
    made: list[Step] = []
    failed: Counter[tuple[str, str]] = Counter()
    while True:
        raw = yield list(talk)
        reply = Reply.of(raw)
        calls = () if reply.error else tuple(wanted(raw))
        spent = sum((step.reply.usage for step in made), reply.usage)
        over = _over(len(made) + 1, spent, reply.usage, steps, usd, tokens)
        stopped = _ended(reply, calls) or over
        results = tuple(
            _not_run(call, stopped) if stopped else toolbox.call(call.name, call.arguments) for call in calls
        )
        made.append(Step(reply, calls, results))
        if not reply.error:
            talk += turns(raw, list(zip(calls, results, strict=True)))
        failed.update(_fault(call, made) for call, made in zip(calls, results, strict=True) if not made.ok)
        if not stopped and max(failed.values(), default=0) >= repeats:
            stopped = "repeats"
        if stopped:
            answer = reply.text if stopped == "answer" else None
            why = error_sentence(reply.error) if reply.error else ""
            return Run(answer, tuple(made), stopped, _acts(toolbox, made), talk, why)


def _kept(error: Exception) -> Exception:
    """What an SDK raises ends a run; anything else is a mistake in `ask`, and is raised."""
    if {"openai", "anthropic", "httpx2"}.isdisjoint(
        k.__module__.partition(".")[0] for k in type(error).__mro__
    ):
        raise error
    return error


def _ended(reply: Reply, calls: tuple[Wanted, ...]) -> str:
    """Why a reply ends the run by itself, or ""."""
    if reply.finish in ("error", "refusal", "length"):
        return reply.finish
    return "" if calls or reply.finish == "tool" else "answer"


def _over(done: int, spent: Usage, last: Usage, steps: int, usd: float | None, tokens: int | None) -> str:
    """Which bound leaves no room for another call, or ""."""
    if done >= steps:
        return "steps"
    if tokens is not None and spent.tokens + last.tokens > tokens:
        return "tokens"
    if usd is not None and not spent.usd + last.usd <= usd:  # a price that is not known is over any bound
        return "usd"
    return ""


def _not_run(call: Wanted, stopped: str) -> Result:
    return Result(False, f"This was not run: the run ended here ({stopped}).", "not run", name=call.name)


def _fault(call: Wanted, made: Result) -> tuple[str, str]:
    said = call.arguments if isinstance(call.arguments, str) else signature(call.name, call.arguments)
    return f"{call.name} {said}", made.text


def _acts(toolbox: Toolbox, steps: list[Step]) -> tuple[Act, ...]:
    """What these steps did or may have done."""
    made = [one for step in steps for one in step.results if one.acted or one.error == "in doubt"]
    found = (toolbox.ledger.find(key) for key in dict.fromkeys(one.key for one in made) if key is not None)
    return tuple(act for act in found if act is not None)
