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

SETUP, ANSWERS, EXERCISES = "Set-up", "Answers", "Exercises"
CLASS = "A class (with --class)"
app.add_typer(demo, name="demo", rich_help_panel=ANSWERS)
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


# --- exercises --------------------------------------------------------------------------------------


@app.command(rich_help_panel=EXERCISES)
def grade(
    exercise: Annotated[str | None, typer.Argument(help="Which: 1, 01, or 01_hello_black_box.")] = None,
    file: Annotated[Path | None, typer.Option(help="A notebook elsewhere, instead of exercises/.")] = None,
    seed: Annotated[int, typer.Option(help="Draw the checks' cases from another seed.")] = 0,
    json: Annotated[bool, typer.Option("--json", help="Print the grade as JSON.")] = False,
    junit: Annotated[Path | None, typer.Option(help="Also write JUnit XML to this file.")] = None,
    folder: Annotated[
        Path | None, typer.Option("--class", help="A folder of submissions.", rich_help_panel=CLASS)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; else FOLDER.grades.", rich_help_panel=CLASS)
    ] = None,
    jobs: Annotated[
        int | None, typer.Option(help="Submissions at a time; else one a core.", min=1, rich_help_panel=CLASS)
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="A Dask scheduler, as tcp://10.0.0.1:8786.", rich_help_panel=CLASS)
    ] = None,
    resume: Annotated[
        bool, typer.Option(help="Go on with a run that was stopped.", rich_help_panel=CLASS)
    ] = False,
    fresh: Annotated[
        bool, typer.Option(help="Grade again what has not changed.", rich_help_panel=CLASS)
    ] = False,
    shard: Annotated[
        str, typer.Option(help="Only a part: 2/4 is the second of four.", rich_help_panel=CLASS)
    ] = "1/1",
    merge: Annotated[
        list[Path] | None,
        typer.Option(help="Join results (again for each folder) into --out.", rich_help_panel=CLASS),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(help="CSV of the platform, for its export.", rich_help_panel=CLASS)
    ] = None,
    course: Annotated[
        Path | None, typer.Option(help="The course, if not around here.", rich_help_panel=CLASS)
    ] = None,
) -> None:
    """Grade an exercise: a score per check, made where your code cannot reach it. Or grade a class.

    Example: `kit grade 1`, `kit grade 01 --seed 7`, `kit grade 01 --file ~/mine.ipynb --json`. Exit code 0
    means that every check passes. A class: `kit grade --class submissions/` (docs/instructor.md); then exit
    code 0 means that everybody has a grade or a sentence.
    """
    if folder or merge:
        from kit.teach import desk

        desk.run(
            folder, exercise, out, jobs, on, seed, resume, fresh, shard, merge or [], roster, course, json
        )
        return
    if exercise is None:
        raise typer.BadParameter("Say which exercise (kit grade 01), or a folder (kit grade --class FOLDER).")
    from kit.learn import progress, report
    from kit.learn.course import write
    from kit.learn.grade import grade as grade_exercise

    result = grade_exercise(exercise, file, seed=seed)
    for verdict in result.verdicts if file is None else ():
        progress.note(verdict, by="grade")
    if junit:
        write(junit, report.as_junit(result))
    if json:
        typer.echo(report.as_json(result))
    else:
        report.show(result)
    raise typer.Exit(0 if result.passed else 1)


@app.command(rich_help_panel=EXERCISES)
def watch(exercise: Annotated[str, typer.Argument(help="Which: 1, 01, or its name.")]) -> None:
    """Grade an exercise now and again on every save, until Ctrl-C.

    Example: `kit watch 01`, beside JupyterLab.
    """
    from kit.learn.watch import watch as watch_exercise

    watch_exercise(exercise)


@app.command(rich_help_panel=EXERCISES)
def hint(
    exercise: Annotated[str, typer.Argument(help="Which: 1, 01, or its name.")],
    check: Annotated[str | None, typer.Argument(help="The check; else the first not passed.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All hints at once.")] = False,
) -> None:
    """Show the next hint for a check; each call reveals one more.

    Example: `kit hint 01 price`.
    """
    from kit.learn.build import hint as next_hint

    typer.echo(next_hint(exercise, check, everything))


@app.command(rich_help_panel=EXERCISES)
def progress() -> None:
    """Show which checks have passed, exercise by exercise, and what is next.

    Example: `kit progress`.
    """
    from kit.learn import progress as kept
    from kit.learn import report

    report.show_progress(kept.table())


@app.command(rich_help_panel=EXERCISES)
def reset(exercise: Annotated[str, typer.Argument(help="Which: 1, 01, or its name.")]) -> None:
    """Begin an exercise afresh; your notebook is kept as a backup, and the answer says where.

    Example: `kit reset 01`.
    """
    from kit.learn.build import reset as begin_afresh

    typer.echo(begin_afresh(exercise))


@app.command(rich_help_panel=EXERCISES)
def build(
    exercise: Annotated[str | None, typer.Argument(help="Which; all of them if left out.")] = None,
) -> None:
    """Make exercises from their solutions (for authors). Never overwrites anybody's work.

    Example: `kit build`, `kit build 01`.
    """
    from kit.learn.build import build as build_exercises

    for sentence in build_exercises(exercise):
        typer.echo(sentence)


@app.command(rich_help_panel=EXERCISES)
def verify(
    exercise: Annotated[str | None, typer.Argument(help="Which; all of them if left out.")] = None,
    runs: Annotated[int, typer.Option(min=1, help="Seeds the reference must pass.")] = 50,
) -> None:
    """Look whether an exercise's checks are fair (for authors): right answers pass, wrong ones fail.

    Example: `kit verify 01`, `kit verify 01 --runs 5` while writing.
    """
    from kit.learn import course
    from kit.learn.verify import findings

    fair = True
    for slug in [exercise] if exercise else course.slugs(course.root()):
        typer.echo(slug)
        for found in findings(slug, runs):
            fair = fair and found.ok
            typer.echo(f"  {'ok ' if found.ok else 'BAD'} {found.what}")
            if found.detail and not found.ok:
                typer.echo("      " + found.detail.replace("\n", "\n      "))
    raise typer.Exit(0 if fair else 1)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line (the `kit` script).

    Args:
        arguments: the words after `kit`; None reads them from the process.
    Raises:
        SystemExit: always; 0 done, 1 an error said in one sentence, 2 a misspelt command.
    """
    try:
        app(args=arguments)
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        if os.environ.get("KIT_DEBUG"):
            raise
        print(f"kit: {error or type(error).__name__}", file=sys.stderr)
        raise SystemExit(1) from None
