"""The command line: `kit VERB`. Each command is a few lines that call a room; the work is done there.

Rooms are imported inside the commands, so that `kit --help` answers at once. An error that a person can
act on is one sentence on stderr and exit code 1; `KIT_DEBUG=1` shows the traceback instead.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from kit.demo.cli import app as demo
from kit.idea import app as idea
from kit.practice import app as practice

app = typer.Typer(
    name="kit",
    help="Learn and prototype AI engineering: ask a black box, measure it, tame it, ship it.",
    epilog="First time here? `kit doctor` looks at your set-up, `kit hello` asks a model. "
    "Then: `kit progress`. Every command has its own --help with examples.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)

SETUP, ANSWERS = "Set-up", "Answers"
app.add_typer(demo, name="demo", rich_help_panel=ANSWERS)
app.add_typer(practice)
app.add_typer(idea)


# --- set-up -----------------------------------------------------------------------------------------


@app.command(rich_help_panel=SETUP)
def doctor(
    json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Look at this set-up: what is there, which sources would work, what mends the rest.

    Example: `kit doctor`, or `kit doctor --json` for a script. Exit code 0 means lessons will run.
    """
    from kit.doctor import examine

    report = examine()
    typer.echo(report.json() if json else report.text())
    raise typer.Exit(0 if report.healthy else 1)


@app.command(rich_help_panel=SETUP)
def hello(
    n: Annotated[int, typer.Option("-n", min=1, help="How many times to ask.")] = 20,
    question: Annotated[str, typer.Option("--ask", help="The question.")] = "",
) -> None:
    """Ask the model one question many times and show how often each answer came.

    Example: `kit hello`, `kit hello -n 50 --ask "Name a colour. One word."`
    """
    from kit.hello import ask_around

    typer.echo(ask_around(n, question))


@app.command(rich_help_panel=SETUP)
def fetch(
    verify: Annotated[bool, typer.Option("--verify", help="Hash also what nothing has touched.")] = False,
) -> None:
    """Fetch the models and data sets that are not here yet; damaged ones again. Safe to repeat.

    Example: `kit fetch` before a class without a network; `kit fetch --verify` to look at every byte.
    """
    from kit.assets import cache_dir, fetch_all

    typer.echo(f"{len(fetch_all(verify=verify))} files of models and data, each whole, in {cache_dir()}")


# --- answers ----------------------------------------------------------------------------------------


@app.command(rich_help_panel=ANSWERS)
def serve(
    command: Annotated[
        list[str] | None, typer.Argument(help="After `--`: run this, sharing the engine.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0: a free one.")] = 0,
) -> None:
    """Share one local engine between notebooks, tests and any program that speaks a vendor's protocol.

    Example: `kit serve` prints the addresses and waits for Ctrl-C; `kit serve -- pytest -n 2` runs a command
    that finds the engine (KIT_LOCAL_URL) and ends with its exit code.
    """
    from kit.models.serve import serve as share

    raise typer.Exit(share(command or (), port=port, say=typer.echo))


@app.command(rich_help_panel=ANSWERS)
def queue(
    path: Annotated[Path, typer.Argument(help="The queue's file.")],
    show: Annotated[str, typer.Option("--list", help="A status, decided, or all.")] = "",
    export: Annotated[Path | None, typer.Option(help="To this .csv, or .jsonl as cases.")] = None,
) -> None:
    """Say how a review queue stands: what waits, who holds what, how often drafts were approved.

    Example: `kit queue desk.db --list waiting`, `kit queue desk.db --export decided.jsonl`.
    """
    from kit.build.queue_export import told

    typer.echo(told(path, show, export))


def main(arguments: list[str] | None = None) -> None:
    """Run the command line (the `kit` script).

    Args:
        arguments: the words after `kit`; None reads them from the process.
    Raises:
        SystemExit: always; 0 done, 1 an error said in one sentence, 2 a misspelt command.
    """
    from kit.teach.start import ahead

    try:
        ahead(sys.argv[1:] if arguments is None else arguments)
        app(args=arguments)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        if os.environ.get("KIT_DEBUG"):
            raise
        print(f"kit: {error or type(error).__name__}", file=sys.stderr)
        raise SystemExit(1) from None
