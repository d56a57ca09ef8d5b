"""`kit grade`, `watch`, `hint` ...: the exercises, and a class of them. Each command is a few lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXERCISES, CLASS = "Exercises", "A class (with --class)"
app = typer.Typer(no_args_is_help=True)


@app.command(rich_help_panel=EXERCISES)
def grade(
    exercise: Annotated[str | None, typer.Argument(help="Which: 1, 01, or 01_hello_black_box.")] = None,
    file: Annotated[Path | None, typer.Option(help="A notebook elsewhere; it is locked in.")] = None,
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
        int | None, typer.Option(help="Submissions at a time; else cores + 1.", min=1, rich_help_panel=CLASS)
    ] = None,
    on: Annotated[
        str | None, typer.Option(help="A Dask scheduler, as tcp://10.0.0.1:8786.", rich_help_panel=CLASS)
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with a run that was stopped.", rich_help_panel=CLASS)
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Grade again what has not changed.", rich_help_panel=CLASS)
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
    if folder and (file or junit):
        raise typer.BadParameter(
            "--file and --junit are for one exercise; a class's JUnit is in its results."
        )
    if folder and merge:
        raise typer.BadParameter("Either grade (--class) or join results (--merge), not both at once.")
    if folder or merge:
        from kit.teach import desk

        if folder:
            part = desk.part(shard)
            plan = desk.Plan(folder, out, course, exercise, jobs, on, seed, resume, fresh, part)
            desk.run(plan, roster=roster, as_json=json)
        else:
            desk.join(merge or [], out, base=course, roster=roster, as_json=json)
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
        report.show(result, advice=file is None)
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
