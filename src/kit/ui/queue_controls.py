"""The live part of a review: buttons, the field for another answer, the one for a reason, letters as keys.

It knows nothing of queues: each door is a function it is given, and all of them go through one, which says
what went wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Act = Callable[[], None]
_ACTIONS = (
    ("approve", "✓ Approve", "Stand for the draft as it is (key a)"),
    ("edit", "✎ Edit", "Write another answer (key e)"),
    ("reject", "✗ Reject", "Say what is wrong with it (key r)"),
    ("skip", "Skip", "Put it back for somebody else (key s)"),
    ("undo", "↶ Undo", "Take back your latest decision (key u)"),
    ("look", "↻ Look again", "See what others have done meanwhile"),
)
_KEYS = "a approve · e edit · r reject · s skip · u undo"


class Controls:
    """The widgets of a review.

    Args:
        doors: what each button does: "approve", "edit", "reject", "skip", "undo", "look".
        saves: what Save does while a field is open: "edit" or "reject".
        cancel: what Cancel does.
        typed: told the whole answer whenever it changes.
        do: calls one of these, and says what goes wrong.
    Attributes:
        head, card, status: HTML to fill.
        text, why: the fields for another answer and for a reason; `.value`.
        actions: the buttons by name.
        mode: "look", or the field that is open: "edit" or "reject".
        widget: all of it.
    """

    def __init__(
        self,
        doors: Mapping[str, Act],
        saves: Mapping[str, Act],
        cancel: Act,
        typed: Callable[[str], None],
        do: Callable[[Act], None],
    ) -> None:
        import ipywidgets as w

        self.mode, self._by_key, self._filling = "look", False, False
        self._do, self._typed = do, typed
        self._letters = {name[0]: door for name, door in doors.items() if name != "look"}
        self.head, self.card, self.status = w.HTML(), w.HTML(), w.HTML()
        self.text = w.Textarea(layout=w.Layout(width="auto"))
        self.why = w.Text(placeholder="what is wrong with it, in a few words", layout=_wide(w, "560px"))
        self.actions: dict[str, Any] = {}
        for name, label, hint in _ACTIONS:
            self.actions[name] = w.Button(description=label, tooltip=hint, layout=w.Layout(width="108px"))
            self.actions[name].on_click(lambda _, act=doors[name]: do(act))
        self.actions["approve"].button_style = "primary"
        self.key = w.Text(
            placeholder=_KEYS, layout=_wide(w, "340px"), tooltip="Click here and type one letter at a time"
        )
        self.save = w.Button(description="Save", button_style="primary", layout=w.Layout(width="108px"))
        self.cancel = w.Button(description="Cancel", layout=w.Layout(width="108px"))
        self.save.on_click(lambda _: do(saves[self.mode]))
        self.cancel.on_click(lambda _: do(cancel))
        self.key.observe(lambda change: self._pressed(change["new"]), "value")
        self.text.observe(lambda change: self._wrote(change["new"]), "value")
        self._row = w.HBox([*self.actions.values(), self.key], layout=_wrapped(w))
        self._saving = w.HBox([self.why, self.save, self.cancel], layout=_wrapped(w))
        parts = [self.head, self.card, self.text, self._saving, self._row, self.status]
        self.widget = w.VBox(parts, layout=w.Layout(max_width="960px"))

    def _wrote(self, text: str) -> None:
        if not self._filling and self.mode == "edit":
            self._do(lambda: self._typed(text))

    def _pressed(self, typed: str) -> None:
        if not typed:
            return
        self.key.value = ""
        door = self._letters.get(typed.strip().lower())
        if door is not None and self.mode == "look":
            self._by_key = True
            self._do(door)
            self._by_key = self._by_key and self.mode != "look"

    def block(self, names: set[str]) -> None:
        """Disable these buttons, enable the others."""
        for name, button in self.actions.items():
            button.disabled = name in names

    def show(self, mode: str, text: str) -> None:
        """Show the buttons ("look"), or a field: "edit", holding `text`, or "reject", empty."""
        self.mode = mode
        self._filling = True
        self.text.value, self.why.value = text, ""
        self.text.rows = min(16, max(4, text.count("\n") + len(text) // 90 + 2))
        self._filling = False
        for widget, modes in (
            (self.text, ("edit",)),
            (self.why, ("reject",)),
            (self._saving, ("edit", "reject")),
            (self._row, ("look",)),
        ):
            widget.layout.display = None if mode in modes else "none"
        if mode != "look":
            (self.text if mode == "edit" else self.why).focus()
        elif self._by_key:
            self.key.focus()


def _wide(w: Any, most: str) -> Any:
    return w.Layout(flex="1 1 260px", max_width=most, width="auto")


def _wrapped(w: Any) -> Any:
    return w.Layout(flex_flow="row wrap", align_items="center")
