"""Work a review queue by hand: one draft at a time, approve, edit, reject, skip, undo.

All that counts is in the queue's file (`kit.build.queue`) at each click, and the answer you type at each key,
so a kernel that dies takes nothing along and the next one goes on where this one stopped. Left out: several
people deciding one item, and a page without a notebook (Label Studio and argilla have both).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kit.build.queue_file import NotHeld, QueueError
from kit.build.queue_item import DECIDED
from kit.build.queue_record import named
from kit.measure.cases import as_text
from kit.ui.display import Html, panel
from kit.ui.queue_controls import Controls
from kit.ui.queue_page import SIGNS, QueuePage
from kit.ui.saved import VIEW

if TYPE_CHECKING:
    from kit.build.queue import Queue
    from kit.build.queue_item import Item


class Review:
    """The page of one reviewer. Made by `review(...)`; show it as the last line of a cell.

    Attributes:
        queue: the queue that is worked.
        reviewer: who works it here.
        item: the item that is open and claimed; None if nothing waits.
    """

    def __init__(self, queue: Queue, reviewer: str, lease: float) -> None:
        self.queue, self.reviewer = queue, named(reviewer)
        self.item: Item | None = None
        self._view, self._lease = QueuePage(queue, self.reviewer), lease
        self._page: Any = None
        doors: dict[str, Callable[[], None]] = {
            "approve": self.approve,
            "edit": lambda: self._open("edit"),
            "reject": lambda: self._open("reject"),
            "skip": self.skip,
            "undo": self.undo,
            "look": self.look,
        }
        saves = {"edit": self.edit, "reject": self.reject}
        self._controls = Controls(doors, saves, self._drop, self._typed, self._do)
        self.next()

    # --- what can be done -------------------------------------------------------------------------

    def next(self) -> None:
        """Open an item that you hold already, else claim the one that should be read next."""
        self.item = None
        for item in self.queue.held(self.reviewer)[:1]:
            with suppress(NotHeld):  # somebody may take a lapsed one this very moment
                self.item = self.queue.renew(item.id, self.reviewer, self._lease)
        self.item = self.item or self.queue.claim(self.reviewer, self._lease)
        typed = self.queue.unfinished(self.item.id, self.reviewer) if self.item else None
        self._open("edit" if typed is not None else "look", typed)

    def approve(self) -> None:
        """Stand for the draft as it is, and open the next item."""
        self._decide(lambda item: self.queue.approve(item.id, self.reviewer))

    def edit(self, text: str | None = None) -> None:
        """Answer with `text` instead of the draft (default: what stands in the field), and open the next."""
        typed = self._controls.text.value if text is None else text

        def save(item: Item) -> Item:
            return self.queue.edit(item.id, self.reviewer, self._read(item, typed))

        self._decide(save, typed)

    def reject(self, why: str | None = None) -> None:
        """Say what is wrong with the draft (default: what stands in the field), and open the next."""
        reason = self._controls.why.value if why is None else why
        self._decide(lambda item: self.queue.reject(item.id, self.reviewer, reason), reason)

    def skip(self) -> None:
        """Put the open item back for somebody else, and open the next; for you it now comes last."""
        self._decide(lambda item: self.queue.release(item.id, self.reviewer))

    def undo(self) -> None:
        """Take back your latest decision that stands; the item is open again, with the words you wrote."""
        for event in reversed(self.queue.history()):
            if event.reviewer == self.reviewer and event.what in DECIDED:
                item = self.queue.item(event.item)
                if item.status in DECIDED and item.reviewer == self.reviewer:
                    self.item = self.queue.undo(item.id, self.reviewer, self._lease)
                    self._say(f"item {item.id}: {item.status} undone; decide anew.")
                    typed = self.queue.unfinished(item.id, self.reviewer)
                    return self._open("edit" if typed is not None else "look", typed)
        self._say("You have no decision that could be undone.")

    def _decide(self, act: Callable[[Item], Item], typed: str = "") -> None:
        if self.item is None:
            return
        try:
            done = act(self.item)
        except NotHeld as error:  # the claim ran out while this page was open
            kept = [("you wrote", typed)] if typed else []
            self._controls.status.value = panel("fail", f"Not saved: {error}", kept)
            return self.next()
        except (QueueError, ValueError) as error:
            self._controls.status.value = panel("fail", f"Not saved: {error}")
            return
        verb = "put back" if done.status == "waiting" else done.status
        self._say(f"{SIGNS[done.status]} item {done.id} {verb}.".strip())
        self.next()

    def _read(self, item: Item, text: str) -> Any:
        """The typed words; for a draft that is data, the data they spell."""
        if item.draft is None or isinstance(item.draft, str):
            return text
        try:
            return json.loads(text)
        except ValueError as error:
            raise ValueError(f"the draft is data, and this is not JSON: {error}.") from None

    # --- what is seen -----------------------------------------------------------------------------

    def _do(self, act: Callable[[], None]) -> None:
        """What a button or a key does: whatever goes wrong is said on the page."""
        try:
            act()
        except (QueueError, ValueError) as error:
            self._controls.status.value = panel("fail", str(error))

    def _typed(self, text: str) -> None:
        """Half a sentence is kept at once, and whoever types still holds the item."""
        if self.item is not None:
            self.queue.renew(self.item.id, self.reviewer, self._lease, text)

    def _drop(self) -> None:
        """Back to the draft; what was typed goes."""
        self._typed("")
        self._open("look")

    def look(self) -> None:
        """See what others have done meanwhile; claim an item if none is open."""
        if self.item is None:
            self.next()
        else:
            self._draw()

    def _open(self, mode: str, text: str | None = None) -> None:
        """Show the open item: to look at, with a field for another answer, or with one for a reason."""
        draft = as_text(self.item.draft) if self.item is not None and self.item.draft is not None else ""
        self._draw()
        self._controls.show(mode if self.item is not None else "look", draft if text is None else text)

    def _draw(self) -> None:
        item, counts = self.item, self.queue.counts()
        blocked = {name for name in ("approve", "edit", "reject", "skip") if item is None}
        self._controls.block(blocked | ({"approve"} if item is not None and item.draft is None else set()))
        self._controls.head.value = self._view.head()
        others = f"{counts['claimed']} in other hands" if counts["claimed"] else "all is decided"
        none = f"Nothing waits for you: {others}." if sum(counts.values()) else "The queue is empty."
        self._controls.card.value = panel("note", none) if item is None else self._view.card(item)
        if self._page is not None:
            self._page.update(self.static())

    def _say(self, sentence: str) -> None:
        self._controls.status.value = f"<div>{escape(sentence)}</div>"

    def static(self) -> Html:
        """Progress, how often the draft was right, what was decided, as plain HTML. The static twin."""
        return self._view.static()

    def _repr_html_(self) -> str:
        return str(self.static())

    def __repr__(self) -> str:
        return f"Review({self.queue!r}, reviewer={self.reviewer!r})"

    def _ipython_display_(self) -> None:
        from IPython.display import display

        live = {"version_major": 2, "version_minor": 0, "model_id": self._controls.widget.model_id}
        display({"text/plain": repr(self), "text/html": "", VIEW: live}, raw=True)
        self._page = display(self.static(), display_id=True)


def review(queue: Queue | str | Path, reviewer: str = "me", *, lease: float = 900.0) -> Review:
    """Work a review queue by hand, the least sure draft first: approve, edit, reject, skip, undo.

    Each decision is in the queue's file at once; open the page again, in this kernel or the next, and it goes
    on with the item you held and the answer you had half typed. Below stand progress, how often drafts were
    approved unchanged, with its interval, and what was decided.

    Args:
        queue: a `kit.build.Queue`, or the path of one that is there.
        reviewer: your name. Two people on one file need two names.
        lease: seconds until somebody else may take the item you have open; each key you type renews it.
    Returns:
        A `Review`; as the last line of a cell it shows itself. It works by keyboard: Tab and Enter, or one
        letter (a, e, r, s, u) in the field that lists them.
    Raises:
        QueueError: no file at that path, or it is no queue.

    Example:
        `review("desk.db", reviewer="ana")`
    """
    from kit.build.queue_export import opened

    return Review(opened(queue) if isinstance(queue, str | Path) else queue, reviewer, lease)
