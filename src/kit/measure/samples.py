"""What a run of repeated calls brought back: answers, failures, tokens, price and time in one object."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from kit.measure.rate import Rate

if TYPE_CHECKING:
    from kit.measure.histogram import Histogram
    from kit.models.reply import Reply
    from kit.models.usage import Usage


def tidy(text: str) -> str:
    """Normalise a short answer: case, spaces, and marks and quotes around it do not make it another answer.

    Example:
        `tidy(' "Yes."\\n')` is `"yes"`.
    """
    return " ".join(text.casefold().split()).strip(" .,;:!?\"'`*“”‘’()[]")


def error_sentence(error: BaseException) -> str:
    """The human part of an SDK's exception: the server's own message, on one line."""
    body = getattr(error, "body", None)
    if isinstance(body, dict):
        inner = body.get("error", body)
        message = inner.get("message") if isinstance(inner, dict) else inner
        if isinstance(message, str) and message.strip():
            return " ".join(message.split())
    said = " ".join(str(error).split())
    name = type(error).__name__
    return said if said and hasattr(error, "request") else f"{name}: {said}" if said else name


@dataclass(frozen=True, repr=False)
class Samples:
    """Replies to one prompt asked again and again, in the order of their sample index.

    Attributes:
        replies: every reply, failures included (`reply.error` is set on those).
        asked: how many were wanted.
        seconds: wall-clock time of the whole run.
        note: why there are fewer replies than asked for; "" if there are not.
    """

    replies: tuple[Reply, ...]
    asked: int
    seconds: float
    note: str = ""

    @property
    def failures(self) -> tuple[Reply, ...]:
        """Replies that are errors."""
        return tuple(reply for reply in self.replies if reply.error is not None)

    @property
    def texts(self) -> list[str]:
        """The raw text of every reply that is not a failure."""
        return [reply.text for reply in self.replies if reply.error is None]

    @property
    def usage(self) -> Usage:
        """Tokens and price of all calls together, failed ones included as far as they report any."""
        from kit.models.usage import Usage

        return sum((reply.usage for reply in self.replies), Usage())

    def answers(self, normalise: Callable[[str], str] = tidy) -> list[str]:
        """The texts, made comparable: `answers()` is what `histogram`, `agreement` and `entropy` take.

        Args:
            normalise: turns a raw text into an answer; the default, `tidy`, ignores case, outer marks and
                spaces. `str` keeps the texts as they are.
        Returns:
            One answer for each reply that is not a failure.
        """
        return [normalise(text) for text in self.texts]

    def rate(self, right: Callable[[str], object]) -> Rate:
        """Share of answered calls whose raw text is `right`; failures do not count as answers.

        Raises:
            ValueError: nothing was answered.
        """
        return Rate.of(right(text) for text in self.texts)

    def histogram(self, top: int = 10, normalise: Callable[[str], str] = tidy) -> Histogram:
        """Histogram of `answers(normalise)`; see `kit.histogram`."""
        from kit.measure.spread import histogram

        return histogram(self.answers(normalise), top)

    def _lines(self) -> list[str]:
        lines = [f"{len(self.texts)} answers in {self.seconds:.1f} s: {self.usage}"]
        if self.note:
            lines.append(self.note)
        reasons = Counter(error_sentence(reply.error) for reply in self.failures if reply.error)
        lines += [f"{count} failed: {reason}" for reason, count in reasons.most_common(5)]
        return lines

    def __repr__(self) -> str:
        shown = [repr(self.histogram())] if self.texts else []
        return "\n".join(self._lines() + shown)

    def _repr_html_(self) -> str:
        shown = self.histogram()._repr_html_() if self.texts else ""
        return "".join(f"<div>{escape(line)}</div>" for line in self._lines()) + shown

    def __len__(self) -> int:
        return len(self.replies)
