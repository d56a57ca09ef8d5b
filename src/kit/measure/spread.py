"""How far do the answers to one prompt spread? Agreement, entropy, and a histogram with intervals.

All take plain strings, already normalised (see `Samples.answers`), so they work on recorded answers too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, log2

from kit.measure.histogram import Histogram
from kit.measure.rate import Rate

__all__ = ["Histogram", "agreement", "corrected_entropy", "distinct", "entropy", "histogram"]


def _counted(answers: Iterable[str], what: str) -> Counter[str]:
    if isinstance(answers, str):
        raise ValueError(f"{what} needs a list of answers, got one string; wrap it: [answer]")
    counts = Counter(answers)
    if not counts:
        raise ValueError(f"{what} needs at least one answer; did every call fail? See .failures")
    return counts


def agreement(answers: Sequence[str]) -> Rate:
    """Share of answers equal to the most common one.

    The interval treats the most common answer as if it had been named beforehand, so where two answers
    run close it leans high.

    Args:
        answers: k >= 1 normalised answers to one prompt.
    Returns:
        A `Rate` (value, n, Wilson 95 % interval).
    Raises:
        ValueError: no answers.

    Example:
        `agreement(["yes", "yes", "no"])` is `Rate(2, 3)`.
    """
    counts = _counted(answers, "agreement")
    return Rate(counts.most_common(1)[0][1], counts.total())


def entropy(answers: Sequence[str]) -> float:
    """Spread of the answers in bits: 0 if all are equal, log2(k) if k answers are equally common.

    The plug-in estimate -sum p log2 p of C. E. Shannon (A Mathematical Theory of Communication, 1948),
    with p the observed shares. It reads low when n is small against the number of possible answers; see
    `corrected_entropy`.

    Args:
        answers: n >= 1 normalised answers to one prompt.
    Returns:
        Bits, 0 to log2(n).
    Raises:
        ValueError: no answers.

    Example:
        `entropy(["heads", "tails"])` is 1.0.
    """
    counts = _counted(answers, "entropy")
    n = counts.total()
    return sum(count / n * log2(n / count) for count in counts.values())


def corrected_entropy(answers: Sequence[str]) -> float:
    """Entropy in bits with the Miller-Madow correction for small samples.

    Adds (K - 1) / (2 n ln 2) for K distinct answers seen in n (G. A. Miller, Note on the bias of information
    estimates, 1955). Answers never seen are still missed, so this too is a lower guess when nearly all
    answers differ.

    Args:
        answers: n >= 1 normalised answers to one prompt.
    Returns:
        Bits, at least `entropy(answers)`.
    Raises:
        ValueError: no answers.
    """
    counts = _counted(answers, "corrected_entropy")
    return entropy(answers) + (len(counts) - 1) / (2 * counts.total() * log(2))


def distinct(answers: Sequence[str]) -> int:
    """Number of different answers; 0 for none."""
    return len(set(answers))


def histogram(answers: Sequence[str], top: int = 10) -> Histogram:
    """Count the answers, most common first, each share with its own interval.

    Args:
        answers: n >= 1 normalised answers to one prompt.
        top: rows to name; the rest is pooled in one row.
    Returns:
        A `Histogram`, which shows as text, as HTML, and as a picture with `.plot()`.
    Raises:
        ValueError: no answers, or top below 1.

    Example:
        `histogram(["yes", "yes", "no"]).rows[0]` is `("yes", Rate(2, 3))`.
    """
    if top < 1:
        raise ValueError(f"top={top} rows cannot be drawn; ask for 1 or more.")
    counts = _counted(answers, "histogram")
    n = counts.total()
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    rows = tuple((answer, Rate(count, n)) for answer, count in ordered[:top])
    rest = ordered[top:]
    others = Rate(sum(count for _, count in rest), n) if rest else None
    return Histogram(rows, n, others, len(rest))
