"""A prompt, the knobs this model really has, and n answers side by side with their histogram.

The knobs are a live widget; the answers below them are plain HTML in the cell's output, renewed at each
run, so that they stay when the notebook is saved and read elsewhere. Each run makes the SDK call it shows, n
times, through `kit.sample`. Left out: chat turns, streaming, comparing two prompts.
"""

from __future__ import annotations

import contextvars
import threading
from html import escape
from typing import Any

from kit.measure.samples import Samples, error_sentence
from kit.models.registry import Model, model
from kit.models.sources import source
from kit.ui.answers import Asked
from kit.ui.call import Call, call_for
from kit.ui.display import Html, panel, table
from kit.ui.saved import VIEW

_TIMEOUT = 60.0  # seconds for one call, so that a dead address cannot hold a run for ever


class Playground:
    """A prompt to play with. Made by `playground(...)`; show it as the last line of a cell.

    Attributes:
        model: the `Model` that answers, with the source in use when this was made.
        samples: `Samples` of the latest run, None before the first.
        knobs: the ipywidgets controls by name: prompt, system, n, max_tokens, and temperature, seed, fix_seed
            where the model has them.
    """

    def __init__(self, prompt: str, system: str, n: int, max_tokens: int, role: str) -> None:
        self.model: Model = model(role)
        self._last: Asked | None = None
        self._busy = threading.Lock()
        self._page: Any = None
        self._build(prompt, system, n, max_tokens)

    @property
    def samples(self) -> Samples | None:
        """Replies of the latest run; None before the first, or if it could not be made."""
        return self._last.samples if self._last else None

    def _build(self, prompt: str, system: str, n: int, max_tokens: int) -> None:
        import ipywidgets as w

        wide, label = w.Layout(width="98%"), {"description_width": "90px"}
        slider = w.Layout(width="310px")
        knobs: dict[str, Any] = {
            "system": w.Text(
                value=system, description="system", placeholder="(none)", layout=wide, style=label
            ),
            "prompt": w.Textarea(value=prompt, description="prompt", rows=3, layout=wide, style=label),
            "n": w.IntSlider(value=n, min=1, max=100, description="answers n", layout=slider, style=label),
            "max_tokens": w.IntSlider(
                value=max_tokens, min=1, max=256, description="max tokens", layout=slider, style=label
            ),
        }
        if self.model.can("temperature"):
            knobs["temperature"] = w.FloatSlider(
                value=1.0, min=0.0, max=2.0, step=0.1, description="temperature", layout=slider, style=label
            )
        if self.model.can("seed"):
            knobs["fix_seed"] = w.Checkbox(
                value=False, description="same seed each call", indent=False, layout=w.Layout(width="170px")
            )
            knobs["seed"] = w.BoundedIntText(
                value=1,
                min=0,
                max=2**31 - 1,
                description="seed",
                style={"description_width": "40px"},
                disabled=True,
                layout=w.Layout(width="150px"),
            )
            knobs["fix_seed"].observe(lambda change: self._let_seed(change["new"]), "value")
        self.knobs = knobs
        self._button = w.Button(
            description="Run", button_style="primary", tooltip="Ask the model again, with these knobs"
        )
        self._button.on_click(lambda _: self._start())
        self._status = w.HTML()
        row = w.Layout(flex_flow="row wrap", align_items="center")
        turned = [
            w.HBox([knobs[name] for name in ("n", "max_tokens", "temperature") if name in knobs], layout=row)
        ]
        if "seed" in knobs:
            inset = w.Layout(flex_flow="row wrap", align_items="center", padding="0 0 0 94px")
            turned.append(w.HBox([knobs["fix_seed"], knobs["seed"]], layout=inset))
        go = w.HBox([self._button, self._status], layout=row)
        self._widget = w.VBox([knobs["system"], knobs["prompt"], *turned, go])

    def _let_seed(self, fixed: bool) -> None:
        self.knobs["seed"].disabled = not fixed

    @property
    def call(self) -> Call:
        """The SDK call that the knobs now stand for."""
        value = {name: knob.value for name, knob in self.knobs.items()}
        return call_for(
            self.model,
            value["prompt"],
            value["system"],
            max_tokens=value["max_tokens"],
            temperature=value.get("temperature"),
            seed=value["seed"] if value.get("fix_seed") else None,
        )

    def run(self) -> Samples | None:
        """Make the call n times with the knobs as they stand, and show the answers.

        Returns:
            The `Samples`, or None if not one call could be made; the reason is then on the page.
        """
        from kit.measure.sample import sample

        call, n = self.call, self.knobs["n"].value
        try:
            import kit

            client = getattr(kit, call.sdk)(timeout=_TIMEOUT, max_retries=1)
            self._last = Asked(call, sample(call.ask(client), n, progress=False))
        except Exception as error:  # whatever is wrong belongs on the page, in one sentence
            self._last = Asked(call, None, error_sentence(error))
        self._show()
        return self.samples

    def _start(self) -> None:
        """Run beside the kernel's main thread, so that other cells, and its stop button, stay usable."""
        if not self._busy.acquire(blocking=False):
            return
        self._button.disabled = True
        self._status.value = f"asking {escape(self.model.name)} {self.knobs['n'].value} times …"
        context = contextvars.copy_context()
        work = threading.Thread(
            target=context.run, args=(self._run_and_rest,), name="playground", daemon=True
        )
        work.start()

    def _run_and_rest(self) -> None:
        try:
            self.run()
        finally:
            self._status.value = ""
            self._button.disabled = False
            self._busy.release()

    def _show(self) -> None:
        if self._page is not None:
            self._page.update(self.static())

    def _controls(self) -> Html:
        set_to = [
            (name.replace("_", " "), knob.value)
            for name, knob in self.knobs.items()
            if name not in ("fix_seed", "seed") and knob.value != ""
        ]
        if "fix_seed" in self.knobs and self.knobs["fix_seed"].value:
            set_to.append(("seed", self.knobs["seed"].value))
        return table(("knob", "set to"), [("model", f"{self.model.name} ({self.model.source})"), *set_to])

    def static(self) -> Html:
        """The latest run as plain HTML: the answers, their histogram, the call. The static twin."""
        if self._last is None:
            return panel("note", f"Nothing asked yet. Press Run to ask {self.model.name}.")
        return self._last.static()

    def _repr_html_(self) -> str:
        return self._controls() + self.static()

    def __repr__(self) -> str:
        return f"Playground({self.knobs['prompt'].value!r}, model={self.model.name!r})"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        bundle = {"text/plain": repr(self), "text/html": str(self._controls())}
        bundle[VIEW] = {"version_major": 2, "version_minor": 0, "model_id": self._widget.model_id}  # type: ignore[assignment]
        display(bundle, raw=True)
        if self._last is None and not source().paid:
            self.run()
        self._page = display(self.static(), display_id=True)


def playground(
    prompt: str = "Name a colour. One word.",
    *,
    system: str = "",
    n: int = 10,
    max_tokens: int = 16,
    role: str = "small",
) -> Playground:
    """A prompt with knobs: change one, press Run, and see n answers and how they spread.

    It runs once when it is shown, unless answers cost money. Only knobs that the model really has appear:
    temperature and seed do not, where a vendor's model refuses them.

    Args:
        prompt: what to ask; the reader can change it.
        system: system text to start with.
        n: answers a run, 1 to 100.
        max_tokens: most tokens an answer, 1 to 256.
        role: which model answers, as in `kit.model(role)`.
    Returns:
        A `Playground`; as the last line of a cell it shows itself.

    Example:
        `playground("Flip a coin. Answer heads or tails.", n=20)`
    """
    return Playground(prompt, system, n, max_tokens, role)
