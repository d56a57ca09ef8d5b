"""`kit new`, `run`, `sweep`, `ship`, `compare`: from an idea to a service. Each command is a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

IDEA = "Your own idea"
app = typer.Typer(no_args_is_help=True)
_PARAMETER = Annotated[
    list[str] | None, typer.Option("--parameter", "-p", help="NAME=VALUE; again for more.")
]


@app.command(rich_help_panel=IDEA)
def run(
    notebook: Annotated[Path, typer.Argument(help="The notebook to run.")],
    parameter: _PARAMETER = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="Write the executed notebook here.")] = None,
) -> None:
    """Run a notebook with other parameters, and show what its cells recorded.

    Example: `kit run notebooks/05_first_eval.ipynb -p JUDGED=20`. Exit code 1: a cell failed.
    """
    from kit.ship.parameters import given
    from kit.ship.run import run as run_notebook

    done = run_notebook(notebook, given(parameter or []), out)
    typer.echo(f"{done!r}\nThe executed notebook: {done.path}")
    raise typer.Exit(1 if done.error else 0)


@app.command(rich_help_panel=IDEA)
def compare(
    before: Annotated[Path, typer.Argument(help="An eval card, NAME.card.json.")],
    after: Annotated[Path, typer.Argument(help="Another one.")],
) -> None:
    """Compare two eval cards: what changed, which differences are shown, and which are noise.

    Example: `kit compare cards/tickets.before.card.json cards/tickets.card.json`
    """
    from kit.ship import Card

    typer.echo(repr(Card.load(before).compare(Card.load(after))))
