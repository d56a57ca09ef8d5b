"""Prompts side by side on the same cases: their answers in columns, dots with intervals, a verdict.

The prompts are live text areas; what they brought is plain HTML in the cell's output. Each prompt's run is a
`Report` in `.reports`, which can be saved, scored anew, or read with `kit.ui.read_cases`. After a stop, or an
edit of one prompt, Run asks only what is missing. Left out: repeats per case, and the model's knobs
(`playground` has them).
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kit.measure.cases import Case, checked
from kit.measure.samples import error_sentence
from kit.models.registry import model
from kit.models.sources import source
from kit.ui.asking import PLACE, Asking
from kit.ui.call import call_for
from kit.ui.compared import Compared
from kit.ui.display import Html, panel
from kit.ui.saved import VIEW

if TYPE_CHECKING:
    from kit.measure.report import Report
    from kit.models.usage import Usage

Ask = Callable[[str], Any]
_LEAST, _MOST = 2, 4  # prompts that can be compared, and that still fit side by side
_TIMEOUT = 60.0  # seconds for one call, so that a dead address cannot hold a run for ever


class Compare:
    """Prompts to compare. Made by `compare(...)`; show it as the last line of a cell.

    Attributes:
        cases: the cases, the same for each prompt.
        prompts: the live text areas, by name; `.value` is a prompt's text.
        result: what the latest run found, a `Compared`; None before the first.
    """

    def __init__(self, variants: Mapping[str, str], cases: Iterable[Case], ask: Ask, scorers: Any) -> None:
        self.cases = checked(cases)
        self.result: Compared | None = None
        self._scorers = scorers
        self._asking = Asking(ask, self._draw)
        self._error = ""
        self._busy = threading.Lock()
        self._page: Any = None
        self._build(variants)

    @property
    def reports(self) -> dict[str, Report]:
        """The latest run's `Report` for each prompt, by name; empty before the first."""
        return dict(self.result.reports) if self.result else {}

    @property
    def spent(self) -> Usage:
        """Tokens and price of everything asked since this was made."""
        return self._asking.spent

    def _build(self, variants: Mapping[str, str]) -> None:
        import ipywidgets as w

        hint = f"{PLACE} stands for the case; without it, the case comes after the prompt"
        column = w.Layout(flex="1 1 230px", flex_flow="column", align_items="stretch", width="auto")
        column.margin = "0 8px 4px 0"
        above = {"description_width": "max-content"}
        self.prompts: dict[str, Any] = {
            name: w.Textarea(value=text, description=name, rows=6, layout=column, tooltip=hint, style=above)
            for name, text in variants.items()
        }
        self._run_button = w.Button(
            description="Run",
            button_style="primary",
            tooltip="Ask what is missing, these prompts as they stand",
        )
        self._stop_button = w.Button(
            description="Stop", disabled=True, tooltip="Send no further calls, keep what is here"
        )
        self._run_button.on_click(lambda _: self._start())
        self._stop_button.on_click(lambda _: self.stop())
        self._anew = w.Checkbox(
            value=False, description="ask all again", indent=False, layout=w.Layout(width="130px"),
            tooltip="Also ask what is here already: a fresh draw",
        )  # fmt: skip
        self._bar = w.IntProgress(min=0, max=1, layout=w.Layout(width="140px", visibility="hidden"))
        self._status = w.HTML()
        wrap = w.Layout(flex_flow="row wrap", align_items="center")
        go = [self._run_button, self._stop_button, self._anew, self._bar, self._status]
        areas = w.HBox(list(self.prompts.values()), layout=w.Layout(flex_flow="row wrap"))
        self._widget = w.VBox([areas, w.HBox(go, layout=wrap)])

    def run(self) -> Compared | None:
        """Ask what is missing for the prompts as they stand, score it, and show it.

        Returns:
            What was found, or None if nothing could be asked; the reason is then on the page. An interrupt
            keeps what has come.
        """
        prompts = {name: area.value for name, area in self.prompts.items()}
        if self._anew.value:
            self._asking.afresh()
        self.result, self._error = None, ""
        try:
            reports = self._asking.reports(prompts, self.cases, self._scorers or _unscored)
            scorer = next(iter(reports.values())).scorers[0] if self._scorers else ""
            self.result = Compared(prompts, reports, scorer, self.spent, self._note(reports))
        except Exception as error:  # whatever is wrong belongs on the page, in one sentence
            self._error = error_sentence(error)
        if self._page is not None:
            self._page.update(self.static())
        return self.result

    def stop(self) -> None:
        """Send no further calls. Those in flight come home; Run goes on from there."""
        self._asking.stop()
        self._stop_button.disabled = True

    def _note(self, reports: Mapping[str, Report]) -> str:
        for report in reports.values():
            if report.note:
                return report.note
        here, wanted = sum(map(len, reports.values())), len(reports) * len(self.cases)
        stopped = f"Stopped: {here} of {wanted} answers are here. Run goes on from there."
        return "" if here == wanted else stopped

    def _start(self) -> None:
        """Run beside the kernel's main thread, so that the stop button, and other cells, stay usable."""
        if not self._busy.acquire(blocking=False):
            return
        self._rest(False)
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._run_and_rest,), name="compare", daemon=True).start()

    def _run_and_rest(self) -> None:
        try:
            self.run()
        finally:
            self._rest(True)
            self._busy.release()

    def _rest(self, idle: bool) -> None:
        self._run_button.disabled, self._stop_button.disabled = not idle, idle
        self._bar.value, self._bar.max = 0, len(self.prompts) * len(self.cases)
        self._bar.layout.visibility = "hidden" if idle else "visible"
        self._status.value = "" if idle else "asking …"

    def _draw(self) -> None:
        done, failed = self._asking.done, self._asking.failed
        lost = f", {failed} failed" if failed else ""
        self._bar.value = done
        self._status.value = f"{done} of {self._bar.max} answers{lost}; spent so far: {self.spent}"

    def static(self) -> Html:
        """The latest run as plain HTML: dots, verdicts, answers, spending. The static twin."""
        if self._error:
            return panel("fail", self._error)
        if self.result is None:
            calls = len(self.prompts) * len(self.cases)
            return panel(
                "note", f"Nothing asked yet. Press Run: {calls} calls, {len(self.cases)} for each prompt."
            )
        return self.result.static()

    def _repr_html_(self) -> str:
        return str(self.static())

    def __repr__(self) -> str:
        return f"Compare({', '.join(self.prompts)}; {len(self.cases)} cases)"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        live = {"version_major": 2, "version_minor": 0, "model_id": self._widget.model_id}
        display({"text/plain": repr(self), "text/html": "", VIEW: live}, raw=True)
        if self.result is None and not source().paid and self._busy.acquire(blocking=False):
            self._rest(False)
            self._run_and_rest()
        self._page = display(self.static(), display_id=True)


def compare(
    variants: Mapping[str, str] | Sequence[str],
    cases: Iterable[Case | tuple[Any, Any]],
    ask: Callable[[str], Any] | None = None,
    *,
    scorer: Any = None,
    role: str = "small",
    max_tokens: int = 32,
) -> Compare:
    """Prompts side by side on the same cases: edit one, press Run, see whether it is better or noise.

    Every prompt meets every case once. The page shows the share right with its interval, the paired verdict
    of each prompt against the first ("inconclusive" where noise explains the difference), the answers in
    columns, and what it cost. It runs once when it is shown, unless the source in use costs money.

    Args:
        variants: name to prompt, two to four of them, or a plain list (then named A, B, C, D). `{input}` in a
            prompt stands for the case; a prompt without it is followed by the case.
        cases: `Case` objects, or (input, expected) pairs.
        ask: makes one SDK call for a filled prompt and returns what the SDK returned (or a text); sync or
            async. Default: the model of `role` as it comes.
        scorer: as for `evaluate`; default `exact`. With no expected answer in any case and no scorer, the
            answers stand side by side without a verdict.
        role, max_tokens: for the default `ask`.
    Returns:
        A `Compare`; as the last line of a cell it shows itself. `.reports` are the runs as `Report` objects.
    Raises:
        ValueError: fewer than two prompts or more than four, no cases, or a case twice.

    Example:
        `compare(["One word: refund or exchange?", "What does the customer want?"], [(text, "refund"), ...])`
    """
    named = dict(variants) if isinstance(variants, Mapping) else dict(zip("ABCDEFGH", variants, strict=False))
    if isinstance(variants, str) or not _LEAST <= len(variants) <= _MOST:
        raise ValueError(
            f"compare takes two to four prompts, got {len(named)}; a list of texts, or names to texts."
        )
    given = [case if isinstance(case, Case) else Case(*case) for case in cases]
    if scorer is None and any(case.expected is not None for case in given):
        from kit.measure.scorers import exact as scorer
    return Compare(named, given, ask or _asker(role, max_tokens), scorer)


def _unscored(answer: Any, case: Case) -> bool:
    return True


def _asker(role: str, max_tokens: int) -> Callable[[str], Any]:
    """Asks the model of `role` at the source in use when it is called."""

    def ask(prompt: str) -> Any:
        import kit

        call = call_for(model(role), prompt, max_tokens=max_tokens)
        return call.ask(getattr(kit, call.sdk)(timeout=_TIMEOUT, max_retries=1))()

    return ask
