"""A toolbox: runs what a model asks for, and never raises; what goes wrong becomes a sentence it can act on.

On the way of a call: is there such a tool, do the arguments fit, may it be done (approval, bound to exactly
this name and these arguments), was it done before (the ledger), and only then the function.
Left out: running calls at the same time, and tools that live in another process (for those, MCP).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kit.build.ledger import Act, InDoubt, KeyTaken, Ledger
from kit.build.tools import BadArguments, Json, Tool, tool

Approve: TypeAlias = Callable[[str, Json], "bool | str"]
"""Asked before each act, with the tool's name and all its arguments; True lets it be done, anything else does
not. A text says why not."""


@dataclass(frozen=True)
class Result:
    """What came of one call of a tool.

    Attributes:
        ok: the tool did its work (or had done it before, or would do it in a dry run).
        text: what the model reads: the result, or a sentence that says what was wrong.
        error: "" or the kind of fault: "unknown tool", "bad arguments", "refused" (the function said no, and
            changed nothing), "not approved", "in doubt" (it may have acted), "failed", "not run" (by `loop`).
        acted: something was changed by this call, for certain.
        name, arguments: what was asked for; arguments as plain JSON values, with defaults, once they fit.
        key: the ledger's key, for a tool that writes.
        repeated: it was done before under the same key, and not done again.
        raised: the exception behind a fault.
    """

    ok: bool
    text: str
    error: str = ""
    acted: bool = False
    name: str = ""
    arguments: Json = field(default_factory=dict)
    key: str | None = None
    repeated: bool = False
    raised: Exception | None = field(default=None, repr=False, compare=False)


class Toolbox:
    """Tools by name, with what stands before them.

    Args:
        tools: `Tool`s, or typed functions (which then count as reading only).
        ledger: where acts are recorded; default: one in memory.
        approve: see `Approve`; asked for tools that write. What it raises counts as a no.
        dry_run: tools that write are not called, and nobody is asked; `.planned` lists what would be called.
        run: which errand this is (a ticket's id). Within one run the same tool with the same arguments acts
            once, however often it is asked for and however often the run is started again.
        longest: characters of a result that the model gets to read; the rest is cut, and said to be.
    Raises:
        ValueError: two tools of one name.

    Example:
        `Toolbox([shop.get_order_details, tool(shop.cancel_pending_order, writes=True)], run=ticket.id)`
    """

    def __init__(
        self,
        tools: Iterable[Tool | Callable[..., Any]],
        *,
        ledger: Ledger | None = None,
        approve: Approve | None = None,
        dry_run: bool = False,
        run: str = "",
        longest: int = 4000,
    ) -> None:
        made = [one if isinstance(one, Tool) else tool(one) for one in tools]
        self.tools = {one.name: one for one in made}
        if len(self.tools) < len(made):
            twice = [name for name, n in Counter(one.name for one in made).items() if n > 1]
            raise ValueError(f"two tools are called {', '.join(twice)}; give one another name.")
        self.ledger = Ledger() if ledger is None else ledger
        self.approve, self.dry_run, self.run, self.longest = approve, dry_run, run, longest
        self.planned: list[Act] = []

    def __iter__(self) -> Iterator[Tool]:
        return iter(self.tools.values())

    @property
    def chat(self) -> list[Json]:
        """All tools, for `tools=` of OpenAI's chat completions."""
        return [one.chat for one in self]

    @property
    def responses(self) -> list[Json]:
        """All tools, for `tools=` of OpenAI's responses."""
        return [one.responses for one in self]

    @property
    def messages(self) -> list[Json]:
        """All tools, for `tools=` of Anthropic's messages."""
        return [one.messages for one in self]

    def call(self, name: str, arguments: str | Mapping[str, Any], key: str | None = None) -> Result:
        """Do what a model asked for, or say what is wrong with it. Never raises (an interrupt does).

        Args:
            name: the tool's name, as the model wrote it.
            arguments: JSON text or a mapping, as the model wrote them.
            key: which act this is; default: made of the run, the name and the arguments. A key of your own
                lets the same thing be done twice in one run.
        """
        known = self.tools.get(name)
        if known is None:
            return Result(False, self._unknown(name), "unknown tool", name=name)
        try:
            given, plain = known.read(arguments)
        except BadArguments as error:
            return Result(False, _sentence(error), "bad arguments", name=name, raised=error)
        try:
            if known.writes:
                result = self._act(known, given, plain, key or key_of(self.run, name, plain))
            else:
                result = self._run(known, given, plain)
        except known.refuses as error:
            return Result(False, _sentence(error), "refused", name=name, arguments=plain, raised=error)
        except Exception as error:
            said = (
                f"{name} failed ({type(error).__name__}); other arguments will not help. Nothing came of it."
            )
            return Result(False, said, "failed", name=name, arguments=plain, raised=error)
        return result

    def _run(self, known: Tool, given: Json, plain: Json) -> Result:
        return Result(True, self._text(known.function(**given)), name=known.name, arguments=plain)

    def _act(self, known: Tool, given: Json, plain: Json, key: str) -> Result:
        name = known.name
        if self.dry_run:
            self.planned.append(Act(key, name, plain, "begun"))
            said = f"Dry run: {signature(name, plain)} would be called now. Nothing was changed."
            return Result(True, said, name=name, arguments=plain, key=key)
        if self.ledger.find(key) is None and (no := self._not_approved(name, plain)):
            return Result(False, no, "not approved", name=name, arguments=plain, key=key)
        try:
            act, now = self.ledger.once(
                key, name, plain, lambda: self._text(known.function(**given)), known.refuses
            )
        except (InDoubt, KeyTaken) as error:
            kind = "in doubt" if isinstance(error, InDoubt) else "failed"
            return Result(False, _sentence(error), kind, name=name, arguments=plain, key=key, raised=error)
        said = act.text if now else f"This was done before and is not done again. It said: {act.text}"
        return Result(True, said, acted=now, name=name, arguments=plain, key=key, repeated=not now)

    def _not_approved(self, name: str, plain: Json) -> str:
        if self.approve is None:
            return ""
        try:
            said = self.approve(
                name, json.loads(json.dumps(plain))
            )  # a copy: what is approved is what is done
        except Exception as error:
            said = f"nobody could be asked ({type(error).__name__})"
        if said is True:
            return ""
        why = f": {said.strip().rstrip('.')}" if isinstance(said, str) and said.strip() else ""
        return f"{name} with these arguments was not approved{why}. Nothing was changed."

    def _text(self, value: Any) -> str:
        from pydantic_core import to_json

        if not isinstance(value, str):
            value = "Done." if value is None else to_json(value, fallback=str).decode()
        if len(value) <= self.longest:
            return value
        return f"{value[: self.longest]} ... (cut: {len(value):,} characters in all; ask for less)"

    def _unknown(self, name: str) -> str:
        from difflib import get_close_matches

        near = get_close_matches(name, self.tools, n=1)
        maybe = f" Did you mean {near[0]}?" if near else ""
        return f"There is no tool {name!r}.{maybe} There are: {', '.join(self.tools) or 'none'}."


def signature(name: str, arguments: Mapping[str, Any]) -> str:
    """A call in words that are the same for the same call: its name, and its arguments in alphabetical order.

    Example:
        `signature("cancel", {"b": 1, "a": "x"})` is `'cancel(a="x", b=1)'`.
    """
    parts = (
        f"{part}={json.dumps(arguments[part], sort_keys=True, ensure_ascii=False)}"
        for part in sorted(arguments)
    )
    return f"{name}({', '.join(parts)})"


def key_of(run: str, name: str, arguments: Mapping[str, Any]) -> str:
    """The idempotency key of an act: the run, and the call by its `signature`."""
    return f"{run}/{signature(name, arguments)}"


class Approvals:
    """An approval hook that lets done what somebody granted: this name, these arguments, once.

    `.asked` lists the calls that were asked for and not granted, for a person to look at and grant.

    Example:
        `approvals = Approvals(); box = Toolbox(tools, approve=approvals)`; after a run,
        `approvals.grant(*approvals.asked[0])`, and the run may be started again.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, Json]] = []
        self._granted: Counter[str] = Counter()

    def grant(self, name: str, arguments: Mapping[str, Any]) -> None:
        """Allow one call of this tool with exactly these arguments (all of them, defaults included)."""
        self._granted[signature(name, arguments)] += 1
        self.asked = [call for call in self.asked if call != (name, dict(arguments))]

    def __call__(self, name: str, arguments: Json) -> bool | str:
        if self._granted[signature(name, arguments)] > 0:
            self._granted[signature(name, arguments)] -= 1
            return True
        if (name, arguments) not in self.asked:
            self.asked.append((name, arguments))
        return "it waits for a person"


def _sentence(error: Exception) -> str:
    """What an exception says, as a sentence."""
    said = f"there is no {error}" if isinstance(error, KeyError) else str(error)
    said = " ".join(said.split()) or type(error).__name__
    return said if said[-1] in ".!?" else f"{said}."
