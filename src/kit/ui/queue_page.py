"""What a reviewer sees of a queue: one item whole, how far everybody is, what was decided. Plain HTML.

Customers and models write what stands here, so all of it is escaped, and characters that cannot be seen (a
direction override, a zero-width space, a tag) are shown as their code: what is approved must be what is read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from kit.build.queue_item import DECIDED, OPEN, Event, Item
from kit.measure.cases import as_text, excerpt, plain
from kit.measure.rate import Rate
from kit.measure.seen import seen
from kit.ui.display import Html, html, panel
from kit.ui.dotplot import dot_rows

if TYPE_CHECKING:
    from kit.build.queue import Queue

SIGNS = {"approved": "✓", "edited": "✎", "rejected": "✗", "waiting": "", "claimed": ""}
_COLOURS = {"approved": "#009E73", "edited": "#0072B2", "rejected": "#D55E00"}
_LISTED = 40  # decided items listed in the static twin
_PLAIN = "\n\t\u200c\u200d"  # unseen, but layout, or part of some scripts and of emoji
_MONO = "font-family:var(--jp-code-font-family,monospace);white-space:pre-wrap;overflow-wrap:anywhere"
_METER = "display:inline-block;width:80px;height:6px;border:1px solid;margin-right:8px;opacity:.8"
_PART = "The least sure come first: this speaks of the drafts that were read, not of those that wait."
_LEAST = 6  # decided items, before a median has an interval
_HALVES = 10  # decided items of known confidence, before the two halves are told apart


def text_of(value: Any) -> Html:
    """A customer's or a model's text, apart from the direction of what stands around it."""
    text = as_text(value).replace("\r\n", "\n")
    return Html(f"<bdi>{html(seen(text, _PLAIN))}</bdi>")


def call_of(action: dict[str, Any]) -> Html:
    """A proposed call with its exact arguments: `cancel(order_id="#W1")`."""
    given = action["arguments"]
    if isinstance(given, dict):
        rows = [f"  {name}={_json(value)}," for name, value in given.items()]
        given = "\n" + "\n".join(rows) + "\n" if rows else ""
    call = seen(f"{action['name']}({given})", "\n")
    return Html(f'<code style="{_MONO};background:transparent"><bdi>{escape(call)}</bdi></code>')


def _json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False)


def evidence(value: Any) -> Html:
    """Something from an item's meta: a text, a call, a list of such, named parts."""
    if isinstance(value, dict) and {"name", "arguments"} <= set(value):
        return call_of(value)
    if isinstance(value, dict) and value:
        named = ((escape(seen(str(name))), evidence(part)) for name, part in value.items())
        return Html("".join(f"<div><b>{name}</b>: {part}</div>" for name, part in named))
    if isinstance(value, list) and value:
        parts = "".join(f'<li style="margin:0 0 4px">{evidence(part)}</li>' for part in value)
        return Html(f'<ol style="margin:0;padding-left:1.4em">{parts}</ol>')
    text = value if isinstance(value, str) else _json(value)
    if len(text) <= 300:
        return text_of(text)
    head = escape(seen(excerpt(text, 120)))
    return Html(f"<details><summary>{head}</summary>{text_of(text)}</details>")


class QueuePage:
    """A queue as one reviewer sees it.

    Args:
        queue: the queue; what is shown is read from it each time.
        reviewer: the name of who looks.
    """

    def __init__(self, queue: Queue, reviewer: str) -> None:
        self.queue, self.reviewer = queue, reviewer

    def card(self, item: Item, open: bool = True) -> Html:
        """One item, whole: what was asked, the draft and how sure it is, what speaks for it, its history."""
        lines: list[tuple[str, object]] = [("customer", text_of(item.input))]
        nothing = Html('<span style="opacity:.75">none: the machine had nothing to propose</span>')
        draft = nothing if item.draft is None else Html(f"<b>{_drafted(item.draft)}</b>")
        lines += [("draft", draft), ("confidence", _meter(item.confidence))]
        lines += [(seen(str(name)), evidence(value)) for name, value in item.meta.items()]
        if item.status == "edited":
            lines.append(("answer", Html(f"<b>{_drafted(item.text)}</b>")))
        if item.why:
            lines.append(("reason", text_of(item.why)))
        told = [event for event in self.queue.history(item.id) if event.what != "claimed"]
        if len(told) > 1 or not open:
            lines.append(("history", Html("".join(f"<div>{_told(event)}</div>" for event in told))))
        title = f"item {item.id}" + (f" ({seen(item.key)})" if item.key else "")
        title += f", priority {item.priority:g}" if item.priority else ""
        return Html(f'<div style="line-height:1.4">{panel("note", title, lines)}</div>')

    def head(self) -> Html:
        """One line: how much is decided, how much waits, and in whose hands the rest is."""
        counts = self.queue.counts()
        return _line([f"<b>{_done(counts)} decided</b>", *self._undecided(counts)])

    def _undecided(self, counts: dict[str, int]) -> list[str]:
        hands = Counter(item.reviewer for item in self.queue.items("claimed"))
        mine_first = sorted(hands.items(), key=lambda pair: pair[0] != self.reviewer)
        names = [("you" if who == self.reviewer else seen(who), count) for who, count in mine_first]
        return [f"{counts['waiting']} waiting", *(f"{count} with {escape(name)}" for name, count in names)]

    def _progress(self) -> Html:
        """The same, with what was decided and a bar."""
        counts, said, bar = self.queue.counts(), [], ""
        for status in DECIDED:
            said.append(f'<b style="color:{_COLOURS[status]}">{SIGNS[status]}</b> {counts[status]} {status}')
            bar += f'<span style="flex:{counts[status]};background:{_COLOURS[status]}"></span>'
        rest = sum(counts[status] for status in OPEN)
        bar += f'<span style="flex:{rest};background:currentColor;opacity:.15"></span>'
        line = _line([f"<b>{_done(counts)} decided</b>", *said, *self._undecided(counts)])
        return Html(
            '<div style="border-top:1px solid rgba(128,128,128,.4);margin-top:8px;padding-top:6px">'
            f'{line}<div role="img" aria-label="{_done(counts)} decided" '
            f'style="display:flex;height:8px;margin:4px 0 8px;max-width:640px">{bar}</div></div>'
        )

    def static(self) -> Html:
        """Progress, how often the draft was right, and what was decided, as plain HTML. The static twin."""
        done = sorted(self.queue.items("decided"), key=lambda item: -(item.decided or 0))
        if not done:
            waiting = "".join(self._folded(item) for item in self.queue.items("waiting")[:5])
            rest = f"<div>Nothing is decided yet. The next to read:</div>{waiting}" if waiting else ""
            return Html(f"{self._progress()}{rest}")
        more = f"<div>and {len(done) - _LISTED} more</div>" if len(done) > _LISTED else ""
        cards = "".join(self._folded(item) for item in done[:_LISTED])
        return Html(f"{self._progress()}{self._figures(done)}<div>Decided, latest first:</div>{cards}{more}")

    def _folded(self, item: Item) -> str:
        sign = f'<b style="color:{_COLOURS.get(item.status, "inherit")}">{SIGNS[item.status]}</b>'
        shown = item.why if item.status == "rejected" else item.text if item.status in DECIDED else item.draft
        words = f"{escape(seen(excerpt(item.input, 60)))}</bdi> → <bdi>"
        words += escape(seen(excerpt(shown, 60)))
        return (
            f'<details style="margin:2px 0"><summary>{sign} <bdi>{words}</bdi></summary>'
            f"{self.card(item, False)}</details>"
        )

    def _figures(self, done: Sequence[Item]) -> str:
        from kit.measure.intervals import median

        parts = {"all": list(done)}
        known = sorted((i for i in done if i.confidence is not None), key=lambda i: i.confidence or 0)
        if len(known) >= _HALVES:
            half = len(known) // 2
            parts |= {"less sure half": known[:half], "surer half": known[half:]}
        rates = {name: Rate.of(i.status == "approved" for i in part) for name, part in parts.items()}
        notes = ""
        if len(done) >= _LEAST:
            pace = median([item.seconds for item in done], unit="s")
            notes += f"<div>A person's time for one item, median: {pace!r}.</div>"
        if self.queue.counts()["waiting"]:
            notes += f"<div>{_PART}</div>"
        figure = dot_rows(rates, heads=("drafts", "approved unchanged", "with 95 % interval"))
        return f'<div style="overflow-x:auto">{figure}</div>{notes}'


def _done(counts: dict[str, int]) -> str:
    return f"{sum(counts[status] for status in DECIDED)} of {sum(counts.values())}"


def _line(parts: Sequence[str]) -> Html:
    shown = "".join(f'<span style="white-space:nowrap">{part}</span>' for part in parts)
    return Html(f'<div style="line-height:1.5;display:flex;flex-wrap:wrap;gap:0 16px">{shown}</div>')


def _drafted(draft: Any) -> Html:
    called = isinstance(draft, dict) and {"name", "arguments"} <= set(draft)
    return call_of(draft) if called else text_of(draft)


def _meter(confidence: float | None) -> Html:
    if confidence is None:
        return Html('<span style="opacity:.75">unknown</span>')
    full = f"display:block;height:100%;width:{confidence:.0%};background:currentColor"
    bar = f'<span style="{_METER}"><span style="{full}"></span></span>'
    return Html(f"{bar}{confidence:.3g}")


def _told(event: Event) -> str:
    when = datetime.fromtimestamp(event.at).strftime("%Y-%m-%d %H:%M")
    who = f"{seen(event.reviewer)} " if event.reviewer else ""
    did = {"undone": "undid", "lapsed": "let it lapse"}.get(event.what, event.what)
    took = "" if event.seconds is None else f" after {event.seconds:.0f} s"
    more = f": {excerpt(event.why, 80)}" if event.why else ""
    more = f": {excerpt(event.text, 80)}" if event.what == "edited" else more
    return f'<span style="opacity:.75">{when}</span> <bdi>{escape(seen(f"{who}{did}{took}{more}"))}</bdi>'
