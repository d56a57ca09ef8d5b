"""A histogram of answers that draws its intervals: as text, as HTML that needs no script, as a figure.

The intervals are Wilson 95 % intervals for each answer on its own, not for all of them jointly: with ten
rows, expect one interval in two such pictures to miss its true share.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from kit.measure.drawing import BLUE, interval_svg
from kit.measure.rate import Rate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_PER_ANSWER = "95 % Wilson interval per answer"


def _shorten(answer: str, width: int) -> str:
    line = " ".join(answer.split()) or "(empty)"
    return line if len(line) <= width else line[: width - 1] + "…"


@dataclass(frozen=True, repr=False)
class Histogram:
    """Answers with their shares, most common first. Made by `histogram(answers)`.

    Attributes:
        rows: (answer, `Rate`) pairs; every rate has the same n.
        n: answers counted.
        others: pooled share of the answers not named in rows, or None.
        others_distinct: how many different answers are pooled in `others`.
    """

    rows: tuple[tuple[str, Rate], ...]
    n: int
    others: Rate | None = None
    others_distinct: int = 0

    def _labelled(self, width: int) -> list[tuple[str, Rate]]:
        named = [(_shorten(answer, width), rate) for answer, rate in self.rows]
        if self.others is not None:
            many = "answer" if self.others_distinct == 1 else "answers"
            named.append((f"({self.others_distinct} other {many})", self.others))
        return named

    def __repr__(self) -> str:
        named = self._labelled(28)
        pad = max(len(label) for label, _ in named)
        lines = [f"n={self.n} answers, {_PER_ANSWER}"]
        for label, rate in named:
            low, high = rate.wilson()
            lines.append(f"{label:>{pad}}  {_text_bar(rate)}  {rate.value:.2f} [{low:.2f}, {high:.2f}]")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        cell = "text-align:left;padding:2px 8px;vertical-align:middle;background:transparent"
        body = "".join(
            f'<tr><td style="{cell};max-width:22em;overflow-wrap:anywhere;white-space:normal">'
            f"{escape(label)}</td>"
            f'<td style="{cell}">{interval_svg(rate, bar=True)}</td>'
            f'<td style="{cell};white-space:nowrap;font-variant-numeric:tabular-nums">{rate.value:.2f} '
            f"[{rate.low:.2f}, {rate.high:.2f}]</td></tr>"
            for label, rate in self._labelled(80)
        )
        heads = "".join(
            f'<th scope="col" style="{cell}">{name}</th>' for name in ("answer", "share, 0 to 1", "95 %")
        )
        return (
            '<table style="border-collapse:collapse;margin:4px 0">'
            '<caption style="text-align:left;padding:2px 8px">'
            f"n={self.n} answers, {_PER_ANSWER}</caption>"
            f"<thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"
        )

    def plot(
        self, ax: Axes | None = None, *, title: str = "Answers to one prompt", color: str = BLUE
    ) -> Axes:
        """Draw horizontal bars with interval whiskers on matplotlib axes.

        Args:
            ax: axes to draw on; a new figure, sized for half a page, if None.
            title: what was asked; n is added to it.
            color: bar colour.
        Returns:
            The axes; their x axis is a share from 0 to 1.
        """
        named = self._labelled(24)
        target: Any = ax
        if target is None:
            from matplotlib import pyplot

            height = max(1.6, 0.36 * len(named) + 1.1)
            _, target = pyplot.subplots(figsize=(5.2, height), layout="constrained")
        places = range(len(named))
        values = [rate.value for _, rate in named]
        whiskers = [
            [rate.value - rate.low for _, rate in named],
            [rate.high - rate.value for _, rate in named],
        ]
        target.barh(places, values, color=color, alpha=0.55, height=0.7)
        target.errorbar(values, places, xerr=whiskers, fmt="none", ecolor="#222222", capsize=3, linewidth=1.4)
        # A model may answer with a dollar sign, which matplotlib would read as mathematics.
        target.set_yticks(places, [label.replace("$", r"\$") for label, _ in named])
        target.invert_yaxis()
        target.set_xlim(0, 1)
        target.set_xlabel("share of answers (0 to 1), with 95 % interval")
        target.set_ylabel("answer")
        target.set_title(f"{title} (n={self.n})", fontsize=11)
        target.spines[["top", "right"]].set_visible(False)
        return target


def _text_bar(rate: Rate, width: int = 30) -> str:
    """One line from 0 to 1: a bar up to the interval's low end, then the interval with a dot at the value."""
    low, value, high = (min(width - 1, int(share * width)) for share in (rate.low, rate.value, rate.high))
    cells = ["█"] * low + ["─"] * (high - low + 1) + [" "] * (width - high - 1)
    cells[low], cells[high] = "├", "┤"
    cells[value] = "●"
    return "".join(cells)
