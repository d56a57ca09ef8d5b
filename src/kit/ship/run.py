"""Run a notebook with other parameters: papermill, with names and types looked at before anything starts.

The cell tagged `parameters` says what can be set, and its values say of which type each is. The executed
notebook is kept, failed or not, with what its cells recorded (`kit.record`). Left out: notebooks of other
languages' parameters, remote stores, schedules (papermill itself reads and writes the first two).
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from kit.ship.parameters import RunError, chosen, read
from kit.ship.record import records, said

__all__ = ["Run", "RunError", "executed", "kept", "run"]


@dataclass(frozen=True, repr=False)
class Run:
    """One run of a notebook.

    Attributes:
        path: the executed notebook.
        parameters: what was set, by the notebook's own names.
        records: what its cells recorded.
        seconds: wall-clock time, the kernel's start included.
        error: why it stopped, in a sentence; "" if it reached its end.
        repeat: which repeat of a sweep's setting, from 0.
    """

    path: Path
    parameters: Mapping[str, Any] = field(default_factory=dict)
    records: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    error: str = ""
    repeat: int = 0

    @property
    def usd(self) -> float | None:
        """US dollars: what was recorded as `usd`, else the price of the reports; None if neither is there."""
        if isinstance(own := self.records.get("usd"), int | float):
            return float(own)
        prices = [value.usage.usd for value in self.records.values() if hasattr(value, "usage")]
        return sum(prices) if prices else None

    def _lines(self) -> list[str]:
        what = f"{self.path.name}: {self.error or 'done'} ({self.seconds:.1f} s)"
        return [what, *(f"{name}: {said(value)}" for name, value in self.records.items())]

    def __repr__(self) -> str:
        return "\n  ".join(self._lines())

    def _repr_html_(self) -> str:
        head, *rest = map(escape, self._lines())
        colour = "#D55E00" if self.error else "#009E73"
        lines = "".join(f"<div>{line}</div>" for line in rest)
        edge = f"border-left:4px solid {colour};padding:4px 12px;margin:4px 0"
        return f'<div style="{edge}"><b>{head}</b>{lines}</div>'


def run(
    notebook: str | Path,
    parameters: Mapping[str, Any] | None = None,
    out: str | Path | None = None,
    *,
    progress: bool = True,
) -> Run:
    """Run a notebook from top to bottom and keep the result; a cell that fails ends it.

    Args:
        notebook: its path. It is not changed. Its cells run in its own folder, as in Jupyter.
        parameters: values for names in its `parameters` cell, in capitals or not; texts ("5", "true") become
            what the cell's own value is.
        out: where to write the executed notebook; default `runs/NAME/` and the time.
        progress: show a bar if it takes longer than a second and someone is watching.
    Returns:
        A `Run`; one that failed, or that you stopped (Ctrl-C), has `.error`, and its notebook is kept as far
        as it came.
    Raises:
        RunError: no such notebook, a name that it has not, a value of another type, or `out` is a file that
            no run wrote.

    Example:
        `run("notebooks/05_first_eval.ipynb", {"JUDGED": 20}).records`
    """
    path = Path(notebook)
    book = read(path)
    values = chosen(book, parameters or {}, path.name)
    to = Path(out) if out else Path("runs", path.stem, time.strftime("%Y%m%d-%H%M%S") + ".ipynb")
    if to.exists() and "papermill" not in read(to).get("metadata", {}):
        raise RunError(f"{to} is there and no run wrote it, so it is not overwritten. Name another file.")
    text, error, seconds = _watched(book, values, path, progress)
    return kept(text, to, values, seconds, error)


def _watched(
    book: dict[str, Any], values: dict[str, Any], path: Path, progress: bool
) -> tuple[str, str, float]:
    """Run it in a thread of its own, drawing how far it is."""
    from kit.measure.bar import Bar

    done: list[int] = []
    total = sum(cell.get("cell_type") == "code" for cell in book["cells"])
    with ThreadPoolExecutor(1, "run") as pool, Bar(total, "cells", progress) as bar:
        future = pool.submit(executed, json.dumps(book), values, path.resolve().parent, done.append)
        try:
            while not wait([future], timeout=0.1).done:
                bar.update(min(len(done), total))
        except KeyboardInterrupt:  # the notebook ends with that error, and is kept
            from kit.ship.kernel import interrupt

            interrupt()
        return future.result()


def executed(
    text: str,
    values: Mapping[str, Any],
    folder: Path,
    tell: Callable[[int], None] | None = None,
    warm: bool = False,
    repeat: int = 0,
    cards: str = "",
) -> tuple[str, str, float]:
    """Execute a notebook's text with papermill: what a thread, a process or another machine does.

    Args:
        text: the notebook as JSON.
        values: parameters, of the right names and types.
        folder: where its cells run, if this machine has it.
        tell: called with the number of each code cell that is through.
        warm: start this process's warm parent for it (`kit.ship.kernel`); one that is there is used anyway.
        repeat: makes two runs of the same values two.
        cards: where an eval card is saved, if this machine has `folder`; "" for `cards` in it.
    Returns:
        The executed notebook as JSON, the error's sentence ("" for none), seconds.
    """
    import logging

    from papermill import execute_notebook

    from kit.ship import kernel

    logging.getLogger("papermill").setLevel(logging.ERROR)  # it warns of parameters that it cannot read
    warm = kernel.warm() if warm else kernel.is_warm()
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="kit-run-", ignore_cleanup_errors=True) as draft:
        source, to = Path(draft, "in.ipynb"), Path(draft, "out.ipynb")
        source.write_text(text, "utf-8")
        more: dict[str, Any] = {"resources": {"metadata": {"path": str(folder)}}} if folder.is_dir() else {}
        if tell is not None:
            more["on_cell_executed"] = lambda cell, cell_index, execute_reply: tell(cell_index)
        if "kernelspec" not in json.loads(text).get("metadata", {}):  # made by a program, not by Jupyter
            more |= {"kernel_name": "python3", "language": "python"}
        apart = {"KIT_CARDS": cards} if cards and folder.is_dir() else {}
        more["kernel_manager_class"] = kernel.manager(draft, warm, apart)
        error = ""
        try:
            execute_notebook(source, to, dict(values), progress_bar=False, **more)
        except Exception as failed:
            error = _sentence(failed)
        done = to if to.exists() else source
        return done.read_text("utf-8"), error, time.perf_counter() - began


def _sentence(error: Exception) -> str:
    """What stopped a notebook, in one line: the cell by its first line, the kind, the first of its words."""
    from papermill import PapermillExecutionError

    kind, words = type(error).__name__, str(error)
    if isinstance(error, PapermillExecutionError):
        top = next((line.strip() for line in error.source.splitlines() if line.strip()), "")
        cell = f"In [{error.exec_count}], `{top if len(top) <= 40 else top[:37] + '...'}`"
        kind, words = f"{cell}: {error.ename}", error.evalue
    first = words.strip().split("\n")[0][:600]
    return f"{kind}: {first}" if first else kind


def kept(text: str, to: Path, values: Mapping[str, Any], seconds: float, error: str) -> Run:
    """Write an executed notebook whole or not at all, with what a later look needs, and read its records."""
    from kit.measure.saving import whole

    book = json.loads(text)
    about = {"parameters": dict(values), "seconds": round(seconds, 3), "error": error}
    book.setdefault("metadata", {})["kit"] = book["metadata"].get("kit", {}) | about
    to.parent.mkdir(parents=True, exist_ok=True)
    whole(to, json.dumps(book, indent=1, ensure_ascii=False) + "\n")
    return Run(to, dict(values), records(to), seconds, error)
