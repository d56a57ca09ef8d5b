"""`kit new`, `run`, `sweep`, `ship`, `compare`: from an idea to a service. Each command is a few lines."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

IDEA = "Your own idea"
_KINDS = (
    "What to begin with: `classify` (a message in, a label out), `extract` (facts out of a message), "
    "`answer` (from your documents), `act` (a wish in, one act out) or `review` (drafts, the unsure ones to "
    "a person)."
)
app = typer.Typer(no_args_is_help=True)
_PARAMETER = Annotated[
    list[str] | None, typer.Option("--parameter", "-p", help="NAME=VALUE; again for more.")
]


@app.command(rich_help_panel=IDEA)
def new(
    name: Annotated[str, typer.Argument(help="What you call it, in your words.")],
    kind: Annotated[str, typer.Option("--from", "-f", help=_KINDS)],
    to: Annotated[Path, typer.Option("--to", help="The folder to write it to.")] = Path(),
) -> None:
    """Begin a prototype: a notebook that runs as it is, from the problem to an eval card.

    Example: `kit new "Ticket sorter" --from classify`, then `jupyter lab ticket-sorter.ipynb`.
    """
    from kit.ship.new import new as write_new

    made = write_new(name, kind, to)
    few = "-p N=12 -p K=1" if kind == "classify" else "-p N=12"
    table = made.with_suffix(".csv")
    rows = f"Its cases are the rows of {table}: replace them by yours. " if table.exists() else ""
    typer.echo(
        f"It runs as it is; a first look, in about a minute: kit run {made} {few}\n"
        f"All of it, in some minutes on the local model: kit run {made}\n"
        f"{rows}Then make the cells that begin with # YOURS yours."
    )


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

    began = time.time()
    done = run_notebook(notebook, given(parameter or []), out)
    typer.echo(f"{done!r}\nThe executed notebook: {done.path}")
    for card in sorted((notebook.parent / "cards").glob("*.card.html")):
        if card.stat().st_mtime >= began:
            typer.echo(f"Its eval card: {card}")
    raise typer.Exit(1 if done.error else 0)


@app.command(rich_help_panel=IDEA)
def sweep(
    notebook: Annotated[Path, typer.Argument(help="The notebook to run.")],
    parameter: Annotated[
        list[str] | None, typer.Option("--parameter", "-p", help="NAME=A,B: its values; again for more.")
    ] = None,
    repeats: Annotated[int, typer.Option(min=1, help="How often each combination is run.")] = 1,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at a time; else one a core.")] = None,
    store: Annotated[Path | None, typer.Option(help="Folder for the notebooks; else runs/NAME.")] = None,
    on: Annotated[str | None, typer.Option(help="A Dask scheduler's address, to use its machines.")] = None,
    held_out: Annotated[bool, typer.Option("--held-out", help="Run cells tagged `held-out`, too.")] = False,
) -> None:
    """Run a notebook over a grid, and say which differences are shown. Again: it goes on.

    Example: `kit sweep idea.ipynb -p model=small,large -p k=1,5 --repeats 3`. Exit code 1: a run failed.
    """
    from contextlib import nullcontext

    from kit.ship import cluster
    from kit.ship.parameters import given, listed
    from kit.ship.sweep import sweep as sweep_notebook

    grid = {name: listed(values) for name, values in given(parameter or []).items()}
    with cluster(on) if on else nullcontext() as executor:
        found = sweep_notebook(notebook, grid, repeats, executor, jobs, store, held_out=held_out)
    typer.echo(f"{found!r}\n\nThe page: {found.save()}")
    raise typer.Exit(130 if found.note else 1 if found.failures else 0)


@app.command(rich_help_panel=IDEA)
def compare(
    before: Annotated[Path, typer.Argument(help="An eval card, NAME.card.json.")],
    after: Annotated[Path, typer.Argument(help="Another one.")],
) -> None:
    """Compare two eval cards: what changed, which differences are shown, which inconclusive.

    Example: `kit compare cards/tickets.before.card.json cards/tickets.card.json`
    """
    from kit.ship import Card

    typer.echo(repr(Card.load(before).compare(Card.load(after))))


@app.command(rich_help_panel=IDEA)
def ship(
    notebook: Annotated[Path, typer.Argument(help="The notebook; its cells tagged `ship` are the solution.")],
    to: Annotated[Path | None, typer.Option(help="The folder to make; default: its name, here.")] = None,
    parameter: _PARAMETER = None,
) -> None:
    """Write the cells tagged `ship` as a small package that serves them; nothing is overwritten.

    They define `Request`, `Answer` (pydantic models) and `solve(request)`; also `stream`, `check` and
    `examples`. Example: `kit ship tickets.ipynb`, then `python tickets/src/tickets`.
    """
    from kit.ship.package import ship as ship_notebook
    from kit.ship.parameters import given

    typer.echo(repr(ship_notebook(notebook, to, given(parameter or []))))
