"""What a reader sees of a file of spans: the traces in lines, one as a waterfall, a span with all it holds.

Plain HTML without scripts: a row of the waterfall unfolds by itself. Customers and models wrote what stands
in it, so all is escaped, and characters that cannot be seen are shown as their code.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING, Any

from kit.measure.cases import excerpt
from kit.measure.seen import seen
from kit.ui.display import Html, panel, table
from kit.ui.queue_page import call_of, evidence, text_of

if TYPE_CHECKING:
    from kit.ship.span_reader import Kept, Spans, Traced

_REQUEST, _STEP, _FAILED = "#0072B2", "#8a8a8a", "#D55E00"
_PART = (
    "… The span around these is not in the file: it goes on, was ended by force, or began in another program."
)
_ROWS = 200  # spans of one trace that are drawn
_WORDS = ("gen_ai.system_instructions", "gen_ai.input.messages", "gen_ai.output.messages")
_SAID = (*_WORDS, "gen_ai.tool.definitions")
_BAR = "position:absolute;min-width:3px;top:4px;bottom:4px;border-radius:2px"
_TRACK = "flex:1;position:relative;height:20px;background:rgba(128,128,128,.12)"
_NAME = "box-sizing:border-box;flex:0 0 38%;overflow:hidden;text-overflow:ellipsis;white-space:nowrap"
_TIME = "flex:0 0 66px;white-space:nowrap;text-align:right;font-variant-numeric:tabular-nums"
_LINE = "display:inline-flex;width:calc(100% - 22px);align-items:center;gap:8px;vertical-align:middle"


def lasted(seconds: float) -> str:
    """A duration in the unit it is read in: `16 ms`, `1.24 s`, `3 min 5 s`."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.{3 if seconds >= 0.01 else 2}g} ms"
    return f"{seconds:.3g} s" if seconds < 100 else f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def dollars(usd: float) -> str:
    """A price, or that it is not known."""
    if usd != usd:
        return "price unknown"
    return "$0" if not usd else f"${usd:.4f}" if usd >= 1e-4 else "<$0.0001"


def line(trace: Traced) -> str:
    """A trace in one line of text: a sign, when, what, how long, how much."""
    name = seen(excerpt(trace.name if trace.whole else f"… {trace.name}", 40))
    return " · ".join([f"{'✓' if trace.ok else '✗'} {_when(trace)}", name, *_facts(trace)])


def _when(trace: Traced) -> str:
    return datetime.fromtimestamp(trace.started).strftime("%Y-%m-%d %H:%M:%S")


def _facts(trace: Traced) -> list[str]:
    parts = [lasted(trace.seconds), "1 span" if trace.spans == 1 else f"{trace.spans} spans"]
    parts += [f"{trace.tokens} tokens", dollars(trace.usd)] if trace.tokens or trace.usd else []
    return parts + ([f"{trace.errors} failed"] if trace.errors else [])


def waterfall(spans: Sequence[Kept], trace: Traced) -> Html:
    """One trace: a row a span, a bar from its beginning to its end; a row unfolds to what the span holds."""
    begin = min(one.started for one in spans)
    whole = max(max(one.started + one.seconds for one in spans) - begin, 1e-9)
    facts = " · ".join([_when(trace), *_facts(trace)])
    note = "" if trace.whole else f"<div>{_PART}</div>"
    axis = (
        f'<div style="{_LINE};margin-left:18px;opacity:.75"><span style="{_NAME}">step</span>'
        '<span style="flex:1;display:flex;justify-content:space-between"><span>0</span>'
        f'<span>{lasted(whole)}</span></span><span style="{_TIME}">took</span></div>'
    )
    more = f"<div>and {len(spans) - _ROWS} more spans</div>" if len(spans) > _ROWS else ""
    rows = "".join(_row(one, begin, whole) for one in spans[:_ROWS])
    return Html(
        f'<div style="max-width:960px;line-height:1.5"><div>{_sign(trace.ok)} <b>{text_of(trace.name)}</b> '
        f'<span style="opacity:.75">{facts}</span></div>{note}{axis}{rows}{more}</div>'
    )


def _sign(ok: bool) -> Html:
    colour, sign, meaning = ("#009E73", "✓", "ended well") if ok else (_FAILED, "✗", "failed")
    return Html(f'<b style="color:{colour}" role="img" aria-label="{meaning}">{sign}</b>')


def _row(one: Kept, begin: float, whole: float) -> str:
    colour = _FAILED if one.error else _REQUEST if one.kind == "CLIENT" else _STEP
    left, wide = (100 * part / whole for part in (one.started - begin, one.seconds))
    bar = f"{_BAR};left:{min(left, 99.5):.2f}%;width:{wide:.2f}%;background:{colour}"
    name, deep = f"<bdi>{escape(seen(one.name))}</bdi>", 14 * min(one.depth, 12)
    name = f"{_sign(False)} {name}" if one.error else name
    return (
        f'<details style="margin:0"><summary style="cursor:pointer"><span style="{_LINE}">'
        f'<span style="{_NAME};padding-left:{deep}px" title="{escape(seen(one.name))}">{name}</span>'
        f'<span style="{_TRACK}"><span style="{bar}"></span></span>'
        f'<span style="{_TIME}">{lasted(one.seconds)}</span></span></summary>'
        f'<div style="margin:0 0 6px {18 + deep}px;overflow-x:auto">{held(one)}</div></details>'
    )


def held(one: Kept) -> Html:
    """All that a span holds: what went wrong, what was asked and answered, other attributes, events."""
    rows: list[tuple[str, object]] = [("error", text_of(one.error))] if one.error else []
    for name in _WORDS:
        rows += _messages(name, one.attributes.get(name))
    tools = _read(one.attributes.get("gen_ai.tool.definitions"))
    if isinstance(tools, list):
        rows.append(("tools", evidence([_tool(tool) for tool in tools])))
    plain = {seen(name): _flat(value) for name, value in one.attributes.items() if name not in _SAID}
    if one.kind == "CLIENT":
        rows.append(("used", text_of(_used(one.attributes))))
        whole = table(("attribute", ""), [(name, text_of(value)) for name, value in plain.items()])
        rows.append(("attributes", Html(f"<details><summary>all {len(plain)}</summary>{whole}</details>")))
    else:
        rows += [(name, evidence(value)) for name, value in plain.items()]
    for name, given in one.events:
        kept = {key.removeprefix("exception."): value for key, value in given.items() if value != "False"}
        rows.append((f"event: {seen(name)}", evidence(kept) if kept else ""))
    rows.append(("written by", text_of(f"{one.service}, process {one.process}")))
    return panel("fail" if one.error else "note", seen(one.name), rows)


def _flat(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _used(given: dict[str, Any]) -> str:
    """What a request used and how it ended, in one line."""
    parts = [f"{given.get(f'gen_ai.usage.{side}_tokens', '?')} tokens {side}" for side in ("input", "output")]
    parts += [dollars(given["kit.usd"])] if "kit.usd" in given else []
    ended = _flat(given.get("gen_ai.response.finish_reasons", "")) or given.get("error.type", "")
    parts += [f"ended by {ended}"] if ended else []
    return ", ".join([*parts, *(["left before its end"] if given.get("kit.cut") else [])])


def _messages(name: str, text: Any) -> list[tuple[str, object]]:
    """The messages of one attribute, labelled by who speaks."""
    messages = _read(text)
    if not isinstance(messages, list):
        return []
    if name == _WORDS[0]:
        messages = [{"role": "system", "parts": messages}]
    found: list[tuple[str, object]] = []
    for message in messages:
        parts = "".join(f"<div>{_part(part)}</div>" for part in message.get("parts", []))
        role = message.get("role", "")
        label = f"{role}, answer" if name == _WORDS[2] else str(role)
        found.append((seen(label), Html(parts or "(nothing)")))
    return found


def _part(part: dict[str, Any]) -> Html:
    if part.get("type") == "tool_call":
        return call_of({"name": part.get("name"), "arguments": part.get("arguments") or {}})
    said = part.get("content", part.get("response"))
    return evidence(f"({part.get('type')}, not kept)" if said is None else said)


def _tool(tool: Any) -> str:
    named = tool.get("function", tool) if isinstance(tool, dict) else {}
    return f"{named.get('name', 'tool')}: {named.get('description', '')}"


def _read(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else None
    except ValueError:
        return None


def page(spans: Spans, chosen: Traced | None, listed: Sequence[Traced], *, folded: bool) -> Html:
    """The chosen trace, and under it the list, behind a fold if a live one stands above."""
    if chosen is None:
        return Html(panel("note", f"No trace to show in {spans.path}."))
    lines = "".join(f"<div>{text_of(line(trace))}</div>" for trace in listed)
    head = f"<details{'' if folded else ' open'}><summary>{len(listed)} of {spans.count()} traces</summary>"
    return Html(f"{waterfall(spans.tree(chosen.id), chosen)}{head}{lines}</details>")
