"""A handled ticket for a terminal: what came of it, and the steps that led there with their time and cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kit.demo.handled import Handled
from kit.models.usage import Usage

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from kit.demo.score import Score

LONGEST = 240  # characters of what a step found
_SAID = {
    "answer": "answered",
    "act": "acted",
    "ask": "asks a person",
    "refuse": "refused",
}
_COLOUR = {"answer": "green", "act": "green", "ask": "yellow", "refuse": "red"}


@contextmanager
def waiting() -> Iterator[Callable[[str], object]]:
    """While the block runs, a terminal shows the step that it is told; a file or a pipe gets nothing."""
    from rich.console import Console

    with Console(stderr=True).status("customer ...") as status:
        yield lambda name: status.update(f"{name} ...")


def show(handled: Handled, *, queue: str = "", calls: bool = False, console: Console | None = None) -> None:
    """Print a handled ticket.

    Args:
        handled: the ticket.
        queue: the review queue's file, to say where a person finds the item.
        calls: also what was sent to the model at each step and what came back.
        console: where to; default: the terminal.
    """
    from rich.console import Console
    from rich.text import Text

    out = console or Console(highlight=False)
    line = Text("customer  ", "dim") + Text(handled.customer, "dim")
    out.print(line, Text(handled.text), "", sep="\n")
    out.print(_steps(handled))
    for step in handled.steps if calls else ():
        for span in step.spans:
            out.print(Text(f"{step.name}: {span.path}, {span.seconds:.1f} s, {span.usage}", "bold"))
            came = "vectors" if span.path.endswith("embeddings") else span.answer or span.response
            out.print(Text(f"{span.prompt}\n-> {came}\n"))
    colour = _COLOUR[handled.decision]
    out.print(Text(f"The desk {_SAID[handled.decision]}: ", f"bold {colour}") + Text(handled.why))
    out.print(Text("customer reads: ", "dim") + Text(handled.answer))
    if handled.source:
        out.print(Text("source: ", "dim") + Text(handled.source))
    if handled.queued is not None:
        where = f"; work it with kit.review(Queue({queue!r}))" if queue else ""
        out.print(Text("queue: ", "dim") + Text(f"item {handled.queued}{where}"))
    out.print(Text("took: ", "dim") + Text(f"{handled.seconds:.1f} s, {money(handled.usage)}"))


def _steps(handled: Handled) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table, paid = Table(box=SIMPLE_HEAD, pad_edge=False), bool(handled.usage.usd)
    for name in ("step", "verdict", "s", "tokens", *(["USD"] if paid else []), "found"):
        table.add_column(name, justify="right" if name in ("s", "tokens", "USD") else "left")
    for step in handled.steps:
        used = step.usage
        costs = [f"{step.seconds:.1f}", str(used.tokens) if used.calls else ""]
        costs += [f"{used.usd:.4f}" if used.calls else ""] if paid else []
        found = " ".join(step.found.split())
        found = found if len(found) <= LONGEST else f"{found[:LONGEST]} ..."
        table.add_row(step.name, Text(step.verdict), *costs, Text(found))
    return table


def money(usage: Usage) -> str:
    """What a usage cost, and what the same tokens would cost at a vendor if they were free."""
    from kit.models.prices import cost
    from kit.models.registry import model

    if not usage.calls:
        return "no model was asked"
    if usage.usd:
        return str(usage)
    there = model("small", at="openai")
    return f"{usage.calls} calls, {usage.tokens} tokens, free (at {there.name}: ${cost(usage, there):.4f})"


def show_score(score: Score, console: Console | None = None) -> None:
    """Print a score as a table, each number with its 95 % interval."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    table = Table("", "95 % interval", box=SIMPLE_HEAD, pad_edge=False)
    rows: dict[str, object] = {**score.rates, **score.costs}
    for name, value in rows.items():
        table.add_row(name, "no case" if value is None else repr(value))
    (console or Console(highlight=False)).print(table)
