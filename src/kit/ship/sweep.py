"""Run a notebook over a grid of parameters, several at a time, and say which differences are shown.

Every executed notebook is kept in the store, so that a sweep that was stopped goes on where it was, and the
same call again runs nothing twice. Runs go to threads of this process, each with a kernel of its own, or to
any `concurrent.futures.Executor`, one on several machines too. Left out: searching the grid cleverly
(optuna), comparing sweeps of different notebooks (MLflow).
"""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

from kit.ship.executors import shared_engine
from kit.ship.parameters import RunError, bare, chosen, defaults, read, without
from kit.ship.record import records
from kit.ship.run import Run, executed, kept
from kit.ship.swept import Sweep

_ALSO = ("KIT_SOURCE", "KIT_SIZE", "KIT_MODEL")  # what a notebook reads besides its parameters
_WORTH_WARMING = 3  # runs
HELD_OUT = "held-out"
"""Tag of cells that open held-out cases, or go by what came of that."""


@dataclass(frozen=True)
class Wanted:
    """A run to be made: its parameters, which repeat, and where its notebook goes."""

    parameters: Mapping[str, Any]
    repeat: int
    path: Path

    def found(self) -> Run | None:
        """The run as the store has it; None if it was not made, or not to its end."""
        try:
            about = read(self.path)["metadata"]["kit"]
            return Run(self.path, self.parameters, records(self.path), about["seconds"], "", self.repeat)
        except (RunError, KeyError, ValueError):
            return None

    def keep(self, text: str, error: str, seconds: float) -> Run:
        """Write the executed notebook; one that failed under another name, so that it is run again."""
        failed = self.path.with_suffix(".failed.ipynb")
        done = kept(text, failed if error else self.path, self.parameters, seconds, error)
        if not error:
            failed.unlink(missing_ok=True)
        return replace(done, repeat=self.repeat)


def sweep(
    notebook: str | Path,
    grid: Mapping[str, Any],
    repeats: int = 1,
    executor: Executor | None = None,
    jobs: int | None = None,
    store: str | Path | None = None,
    *,
    held_out: bool = False,
    warm: bool | None = None,
    progress: bool = True,
) -> Sweep:
    """Run a notebook once for each combination of values, several at a time, and keep every result.

    A parameter named `seed` or `SEED` goes up by one from repeat to repeat, unless the grid sets it. A run is
    the same, and not made again, if the notebook's code, its parameters, the repeat, and KIT_SOURCE, KIT_SIZE
    and KIT_MODEL are; what the code imports from other files is not looked at. Runs that failed are.

    Args:
        notebook: its path. Its cells run in its own folder. They say what they measured with `kit.record`.
        grid: each parameter's value, or a list or tuple of values; texts become what the notebook has there.
        repeats: how often each combination is run.
        executor: who runs them; default: threads of this process, each waiting for a kernel of its own.
        jobs: how many at a time, without an executor; default: as many as there are cores.
        store: folder for the executed notebooks; default `runs/NAME`.
        held_out: run the cells tagged `held-out`, too. Else they are left out: a setting chosen on the very
            cases that are to judge it is flattered by them.
        warm: fork kernels from a parent that has imported what notebooks import (`kit.ship.kernel`); default:
            from three runs on, which is where its start pays.
        progress: show a bar if it takes longer than a second and someone is watching.
    Returns:
        A `Sweep`. A run that failed is a row with `.error`. An interrupt (Ctrl-C) ends the kernels, keeps the
        runs that are done, and says so in `.note`.
    Raises:
        RunError: no such notebook or parameter, a value of another type, repeats or jobs below 1.

    Example:
        `sweep("idea.ipynb", {"model": ["small", "large"], "k": [1, 5]}, repeats=3).best("accuracy")`
    """
    if repeats < 1 or (jobs is not None and jobs < 1):
        raise RunError(f"A sweep needs 1 or more: got repeats={repeats}, jobs={jobs}.")
    path, began = Path(notebook), time.perf_counter()
    whole, folder = read(path), Path(store or Path("runs", path.stem))
    book = whole if held_out else without(whole, HELD_OUT)
    own = _typed(book, grid, path.name)
    plan = _plan(book, own, repeats, folder)
    rows = {one.path: found for one in plan if (found := one.found())}
    missing = [one for one in plan if one.path not in rows]
    note, hot = "", len(missing) >= _WORTH_WARMING if warm is None else warm
    if missing:
        from kit.ship import kernel

        folder.mkdir(parents=True, exist_ok=True)
        with ExitStack() as stack:
            if executor is None:
                stack.enter_context(shared_engine(book, own))
                if hot and not kernel.is_warm():
                    stack.callback(kernel.cool)
                most = min(jobs or os.cpu_count() or 1, len(missing))
                executor = stack.enter_context(ThreadPoolExecutor(most, "sweep"))
            note = _go(executor, book, missing, rows, path.resolve().parent, len(plan), hot, progress)
    done = tuple(rows[one.path] for one in plan if one.path in rows)
    seconds = time.perf_counter() - began
    sealed = len(whole["cells"]) - len(book["cells"])
    return Sweep(path.stem, own, done, repeats, len(plan), folder, seconds, note, sealed)


def _typed(book: Mapping[str, Any], grid: Mapping[str, Any], name: str) -> dict[str, tuple[Any, ...]]:
    """The grid under the notebook's names, each a tuple of different values of its type."""
    found: dict[str, tuple[Any, ...]] = {}
    for asked, values in grid.items():
        many = values if isinstance(values, list | tuple) else [values]
        if not many:
            raise RunError(f"{asked} has no value in the grid.")
        typed = [next(iter(chosen(book, {asked: value}, name).items())) for value in many]
        found[typed[0][0]] = tuple({repr(value): value for _, value in typed}.values())
    return found


def _plan(book: Mapping[str, Any], grid: Mapping[str, Any], repeats: int, store: Path) -> list[Wanted]:
    """All runs, a whole repeat before the next, so that one that is stopped has compared everything once."""
    from kit.measure.cases import digest

    code = ["".join(cell["source"]) for cell in book["cells"] if cell.get("cell_type") == "code"]
    around = {name: os.environ.get(name, "") for name in _ALSO}
    first = {k: v for k, v in (defaults(book) or {}).items() if k.lower() == "seed" and isinstance(v, int)}
    plan = []
    for repeat, values in product(range(repeats), product(*grid.values())):
        parameters = dict(zip(grid, values, strict=True))
        seeds = {name: seed + repeat for name, seed in first.items() if repeat and name not in grid}
        key = digest([code, around, parameters, seeds, repeat])
        words = "_".join(f"{name}={value}" for name, value in parameters.items() if len(grid[name]) > 1)
        words = re.sub(r"[^\w.=-]+", "-", words)[:60].strip("-.") or "run"
        plan.append(Wanted(parameters | seeds, repeat, store / f"{words}_r{repeat}_{key}.ipynb"))
    return plan


def _go(
    executor: Executor,
    book: Mapping[str, Any],
    missing: list[Wanted],
    rows: dict[Path, Run],
    folder: Path,
    total: int,
    warm: bool,
    progress: bool,
) -> str:
    """Make the missing runs, each kept as it comes; the sentence why it stopped, or ""."""
    from kit.measure.bar import Bar

    text = json.dumps(bare(book))
    flying: dict[Future[tuple[str, str, float]], Wanted] = {}
    failed = 0
    with Bar(total, "runs", progress) as bar:
        try:
            for one in missing:
                cards = str(one.path.resolve().with_suffix(""))  # each run's beside it, not over one another
                given = (one.parameters, folder, None, warm, one.repeat, cards)
                flying[executor.submit(executed, text, *given)] = one
            while flying:
                for one, result in _landed(flying, text):
                    rows[one.path] = one.keep(*result)
                    failed += bool(rows[one.path].error)
                bar.update(len(rows), failed)
        except KeyboardInterrupt:
            _stop(flying, rows)
            return f"Stopped by you: {len(rows)} of {total} runs are here. The same call goes on from there."
    return ""


def _landed(
    flying: dict[Future[tuple[str, str, float]], Wanted], text: str
) -> list[tuple[Wanted, tuple[str, str, float]]]:
    """The runs that came to their end within a tenth of a second, and what they brought.

    No future outlives this call: a cluster makes again what it lost with a machine and someone still holds.
    """
    done = wait(flying, timeout=0.1, return_when=FIRST_COMPLETED).done
    return [(flying.pop(future), _result(future, text)) for future in done]


def _stop(flying: Mapping[Future[Any], Wanted], rows: dict[Path, Run]) -> None:
    """End the kernels of this process, and keep what is done."""
    from kit.ship.kernel import interrupt

    for future in flying:
        future.cancel()
    interrupt()
    for future, one in flying.items():
        if future.done() and not future.cancelled() and not future.exception() and not future.result()[1]:
            rows[one.path] = one.keep(*future.result())


def _result(future: Future[tuple[str, str, float]], text: str) -> tuple[str, str, float]:
    """What a run brought; where it was lost with its process, its notebook as it was and why."""
    try:
        return future.result()
    except Exception as error:
        said = str(error).strip().split("\n")[0][:200]
        return text, f"The run was lost ({type(error).__name__}{': ' if said else ''}{said})", 0.0
