"""A progress bar that appears only where someone is watching: a terminal or a live notebook.

It waits a second before it shows, so quick work leaves no trace, and it goes away when the work is done.
`KIT_PROGRESS=0` switches it off, which is how lessons are run for their committed outputs.
"""

from __future__ import annotations

import os
import sys
import time
from types import TracebackType
from typing import Any

_PATIENCE = 1.0  # seconds before a bar shows
_BETWEEN = 0.2  # seconds between drawings in a notebook; each is a message to the browser


def in_notebook() -> bool:
    """True inside an IPython kernel (Jupyter), False in a terminal or a plain script."""
    ask = getattr(sys.modules.get("IPython"), "get_ipython", None)  # None too while a thread imports it
    shell = ask() if ask else None
    return getattr(shell, "kernel", None) is not None


class Bar:
    """Progress towards `total`, drawn from the thread that made it.

    Args:
        total: steps in all.
        label: what the steps are, in the plural ("answers").
        show: False for a bar that never shows.

    Example:
        `with Bar(100, "answers") as bar: ...; bar.update(done, failed)`
    """

    def __init__(self, total: int, label: str, show: bool = True) -> None:
        self._total, self._label = total, label
        self._wanted = show and os.environ.get("KIT_PROGRESS", "1") != "0"
        self._began = self._drawn = time.monotonic()
        self._page: Any = None
        self._rich: Any = None

    def update(self, done: int, failed: int = 0) -> None:
        """Draw `done` of the total, and how many of these failed."""
        now = time.monotonic()
        if not self._wanted or now - self._began < _PATIENCE:
            return
        words = f"{done} of {self._total} {self._label}" + (f", {failed} failed" if failed else "")
        if in_notebook():
            if self._page is None or now - self._drawn >= _BETWEEN:
                self._drawn = now
                self._draw_page(f'<progress value="{done}" max="{self._total}"></progress> {words}')
        elif sys.stderr.isatty():
            self._draw_terminal(done, words)

    def _draw_page(self, html: str) -> None:
        from IPython.display import HTML, display

        if self._page is None:
            self._page = display(HTML(html), display_id=True)
        else:
            self._page.update(HTML(html))

    def _draw_terminal(self, done: int, words: str) -> None:
        if self._rich is None:
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            columns = (BarColumn(), TextColumn("{task.description}"), TimeRemainingColumn())
            self._rich = Progress(*columns, console=Console(stderr=True), transient=True)
            self._rich.add_task(words, total=self._total)
            self._rich.start()
        self._rich.update(self._rich.task_ids[0], completed=done, description=words)

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._rich is not None:
            self._rich.stop()
        if self._page is not None:
            from IPython.display import HTML

            self._page.update(HTML(""))
