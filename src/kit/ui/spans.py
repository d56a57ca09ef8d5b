"""Look through the traces of a service: which there were, where one spent its time, what a span holds.

The list and the knobs are live; the chosen trace is plain HTML below them, which stays in the notebook. Left
out: searching by attribute, comparing traces (a collector with a page of its own, such as Jaeger, has both).
"""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.ui.display import Html
from kit.ui.saved import VIEW
from kit.ui.spans_page import line, page

if TYPE_CHECKING:
    from kit.ship.span_reader import Spans, Traced

# Which traces, and in what order (None: newest first). A price that is not known may be the highest.
_WAYS: dict[str, tuple[Callable[[Traced], object], Callable[[Traced], float] | None]] = {
    "newest first": (lambda trace: True, None),
    "failed": (lambda trace: not trace.ok, None),
    "with a failure inside": (lambda trace: trace.errors, None),
    "slowest first": (lambda trace: True, lambda trace: -trace.seconds),
    "dearest first": (lambda trace: True, lambda trace: -trace.usd if trace.usd == trace.usd else -inf),
}
SHOWS = tuple(_WAYS)
_LISTED = 200  # newest traces that are looked through
_TWIN = 10  # lines of the list in the static twin


class Traces:
    """The trace viewer. Made by `traces(...)`; show it as the last line of a cell.

    Attributes:
        spans: the file that is looked at.
        trace: the trace that is open; None if there is none.
    """

    def __init__(self, spans: Spans) -> None:
        import ipywidgets as w

        self.spans = spans
        self.trace: Traced | None = None
        self._page: Any = None
        self._filling = False
        self._found: list[Traced] = []

        def wide(pixels: int) -> Any:
            return w.Layout(width=f"{pixels}px")

        label = {"description_width": "auto"}
        hint = "Read what was written meanwhile"
        self._show = w.Dropdown(options=SHOWS, description="show", style=label, layout=wide(230))
        self._again = w.Button(description="↻ Look again", tooltip=hint, layout=wide(120))
        self._back = w.Button(description="◀ Previous", layout=wide(110))
        self._next = w.Button(description="Next ▶", layout=wide(110))
        self._list = w.Select(options=[], rows=8, layout=w.Layout(width="auto", max_width="720px"))
        knobs = [self._show, self._back, self._next, self._again]
        row = w.HBox(knobs, layout=w.Layout(flex_flow="row wrap"))
        self._widget = w.VBox([row, self._list], layout=w.Layout(max_width="960px"))
        self.look()
        self._show.observe(lambda _: self._order(), "value")
        self._back.on_click(lambda _: self.go(-1))
        self._next.on_click(lambda _: self.go(1))
        self._again.on_click(lambda _: self.look())
        self._list.observe(lambda change: self._picked(change["new"]), "value")

    def look(self) -> None:
        """Read the file again; what is open stays open, and the newest opens if nothing was."""
        self._newest = self.spans.latest(_LISTED)
        self._order()

    def _order(self) -> None:
        keep, order = _WAYS[self._show.value]
        found = sorted(filter(keep, self._newest), key=order) if order else list(filter(keep, self._newest))
        self._found = found
        open_id = self.trace.id if self.trace else None
        at = next((i for i, trace in enumerate(found) if trace.id == open_id), 0)
        self._filling = True
        self._list.options = [(line(trace), trace.id) for trace in found]
        self._list.value = found[at].id if found else None
        self._list.rows = max(2, min(8, len(found)))
        self._filling = False
        self.open(found[at].id if found else None)

    def go(self, steps: int) -> None:
        """Open the trace so many lines down the list; the ends stay."""
        if self._found:
            at = next((i for i, trace in enumerate(self._found) if trace is self.trace), 0) + steps
            self._list.value = self._found[max(0, min(len(self._found) - 1, at))].id

    def _picked(self, id: str | None) -> None:
        if not self._filling:
            self.open(id)

    def open(self, id: str | None) -> None:
        """Show one of the traces in the list, by its id; None for none."""
        self.trace = next((trace for trace in self._found if trace.id == id), None)
        at = self._found.index(self.trace) if self.trace else 0
        self._back.disabled, self._next.disabled = at <= 0, at >= len(self._found) - 1
        if self._page is not None:
            self._page.update(self._twin(folded=True))

    def _twin(self, folded: bool) -> Html:
        return page(self.spans, self.trace, self._found[:_TWIN], folded=folded)

    def static(self) -> Html:
        """The open trace and the list, as plain HTML. The static twin."""
        return self._twin(folded=False)

    def _repr_html_(self) -> str:
        return str(self.static())

    def __repr__(self) -> str:
        return f"Traces({self.spans!r})"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        live = {"version_major": 2, "version_minor": 0, "model_id": self._widget.model_id}
        display({"text/plain": repr(self), "text/html": "", VIEW: live}, raw=True)
        self._page = display(self._twin(folded=True), display_id=True)


def traces(path: str | Path | Spans = ".kit/traces.sqlite") -> Traces:
    """Look through the traces that `kit.ship.tracing` kept: pick one, see where its time went, unfold a span.

    Args:
        path: the file, or `Spans`. It may be written to meanwhile; "Look again" reads what is new.
    Returns:
        A `Traces`; as the last line of a cell it shows itself. Buttons and the waterfall's rows work by
        keyboard (Tab, Enter).
    Raises:
        FileNotFoundError: no file there. OSError: it holds no spans.

    Example:
        `traces(".kit/traces.sqlite")`
    """
    from kit.ship.span_reader import Spans

    return Traces(path if isinstance(path, Spans) else Spans.load(path))
