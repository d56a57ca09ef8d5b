"""`kit demo`: the commands. Each is a few lines; the work is done beside it."""

from __future__ import annotations

import json as jsonlib
import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="See the parts of the lessons work together.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
_SOMEBODY = "yusuf_rossi_9620"


@app.callback()
def demo() -> None:
    """See the parts of the lessons work together."""


@app.command()
def desk(
    ticket: Annotated[int | None, typer.Option(min=0, max=113, help="A recorded ticket, by number.")] = None,
    text: Annotated[str, typer.Option(help="A ticket of your own.")] = "",
    customer: Annotated[str, typer.Option(help="Who wrote --text: a user id, known from the channel.")] = "",
    source: Annotated[str, typer.Option(help="local, openai, anthropic ...; default: as set.")] = "",
    threshold: Annotated[float, typer.Option(min=0, max=1, help="Lowest confidence to act alone.")] = 0.6,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Change nothing, ask nobody.")] = False,
    yes: Annotated[bool, typer.Option("--yes/--no", help="What the customer says to a proposal.")] = True,
    calls: Annotated[bool, typer.Option("--trace", help="Also show each model call, whole.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
    count: Annotated[int, typer.Option("--eval", min=0, max=114, help="Measure: work N tickets.")] = 0,
    seed: Annotated[int, typer.Option(help="Which tickets --eval draws.")] = 0,
    folder: Annotated[Path | None, typer.Option(help="Where shop and queue are kept.")] = None,
) -> None:
    """Hand a ticket to the support desk: guards, retrieval, tools under policy, confidence, a person's queue.

    It answers, acts, asks a person or refuses, and shows each step with its time and cost. Who writes is
    known from the channel. Shop and queue are kept in `.kit/desk`: the same ticket acts once, and what a
    person has decided of it is done when it is handed in again.

    Example: `kit demo desk`, `kit demo desk --ticket 2 --dry-run`, `kit demo desk --eval 20`,
    `kit demo desk --source openai --text "How long does a refund to my credit card take?"`.
    """
    if source:
        from kit import use

        use(source)
    from kit.demo import show
    from kit.demo.desk import Desk

    if count:
        from kit.demo.score import score

        made = score(count, seed=seed, threshold=threshold)
        typer.echo(jsonlib.dumps(made.json(), indent=2)) if json else show.show_score(made)
        return
    words, who, run = _ticket(ticket, text, customer)
    place = folder or _home()
    with Desk(place, threshold=threshold, dry_run=dry_run, confirm=lambda proposal: yes) as working:
        with show.waiting() as tell:
            handled = working.handle(words, who, run, tell)
        path = working.queue.path
    if json:
        typer.echo(jsonlib.dumps(handled.json(), indent=2))
    else:
        show.show(handled, queue=path, calls=calls)


def _ticket(ticket: int | None, text: str, customer: str) -> tuple[str, str, str]:
    """The words, who wrote them, and which errand it is."""
    from kit.desk.shop import tasks

    if text and ticket is not None:
        raise ValueError("Give --ticket or --text, not both.")
    if text:
        return text, customer or _SOMEBODY, ""
    task = tasks()[61 if ticket is None else ticket]
    return task.ticket.text, customer or task.user_id, f"ticket {task.id}"


def _home() -> Path:
    from kit.learn import course

    return Path(os.environ.get("KIT_HOME") or course.root() / ".kit") / "desk"
