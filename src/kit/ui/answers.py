"""What came back from one press of Run, as HTML: answers side by side, their histogram, and the call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from html import escape

from kit.measure.drawing import interval_svg
from kit.measure.samples import Samples, error_sentence
from kit.measure.spread import agreement, distinct, entropy
from kit.ui.call import Call
from kit.ui.display import Html, panel

_SHOWN = 24  # answers shown side by side; the histogram counts them all


@dataclass(frozen=True)
class Asked:
    """One run: the call made, and its samples, or the sentence that says why there are none."""

    call: Call
    samples: Samples | None
    error: str = ""

    def static(self) -> Html:
        """The run as plain HTML, every answer escaped."""
        code = f'<pre style="margin:4px 0;white-space:pre-wrap">{escape(self.call.code)}</pre>'
        shown = f"<details><summary>the call that was made</summary>{code}</details>"
        if self.samples is None:
            return Html(panel("fail", self.error) + shown)
        samples = self.samples
        parts: list[str] = []
        reasons = Counter(error_sentence(reply.error) for reply in samples.failures if reply.error)
        for reason, failed in reasons.most_common(5):
            parts.append(panel("fail", f"{failed} of {samples.asked} calls failed: {reason}"))
        answers = samples.answers()
        if answers:
            same = agreement(answers)
            spread = f"{distinct(answers)} different answers, entropy {entropy(answers):.2f} bits"
            parts.append(f"<div>{spread}, agreement {same!r} {interval_svg(same, width=120)}</div>")
            left = samples.histogram(8)._repr_html_()
            parts.append(
                '<div style="display:flex;flex-wrap:wrap;gap:8px 28px;align-items:flex-start">'
                f'<div>{left}</div><div style="flex:1 1 260px">{_side_by_side(samples.texts)}</div></div>'
            )
            parts.append(
                f'<div style="opacity:.75">{escape(f"{samples.seconds:.1f} s: {samples.usage}")}</div>'
            )
        return Html("".join(parts) + shown)


def _side_by_side(texts: list[str]) -> str:
    card = (
        "border:1px solid rgba(128,128,128,.45);border-radius:4px;padding:2px 6px;white-space:pre-wrap;"
        "overflow-wrap:anywhere;max-height:8em;overflow:auto"
    )
    cells = "".join(
        f'<div style="{card}">{escape(text.strip()) or "(empty)"}</div>' for text in texts[:_SHOWN]
    )
    more = f"<div>and {len(texts) - _SHOWN} more</div>" if len(texts) > _SHOWN else ""
    grid = "display:grid;grid-template-columns:repeat(auto-fill,minmax(110px,1fr));gap:4px"
    return f'<div style="{grid}">{cells}</div>{more}'
