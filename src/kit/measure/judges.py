"""Probes of a model that grades: does it say the same twice, and the same when two answers change places?

A judge is any function that makes one SDK call: `judge(first, second)` for pairs, `judge(case)` for single
answers. Nothing here knows a right label; for that, set a judge beside people with `kappa`, and correct its
rates with `corrected_rate`. Left out: rankings from many pairs (Bradley-Terry: package choix).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kit.measure.estimate import Estimate
from kit.measure.rate import Rate
from kit.measure.samples import tidy

if TYPE_CHECKING:
    from kit.models.usage import Usage

Pair = tuple[str, str]


def pair_prompt(question: str, first: str, second: str) -> str:
    """A prompt that asks which of two answers is better: the question, both answers in tags, "A or B?".

    Example:
        `pair_prompt("Which reply would calm the customer?", "We are sorry.", "Calm down.")`
    """
    return f"{question}\n\n<a>{first}</a>\n\n<b>{second}</b>\n\nAnswer with one letter: A or B."


def grade_prompt(question: str, text: str, labels: Sequence[str]) -> str:
    """A prompt that asks for one label of one text: the text in tags, then the question and the labels.

    Example:
        `grade_prompt("Is this review positive or negative?", "It broke.", ["positive", "negative"])`
    """
    return f"<text>{text}</text>\n\n{question} Answer with one word: {' or '.join(labels)}."


def letter(text: str) -> str | None:
    """Read a verdict: "A" or "B", whichever stands alone first; a small letter only if it is all there is."""
    found = re.search(r"\b([AB])\b", text) or re.fullmatch(r"\W*([ab])\W*", text)
    return found[1].upper() if found else None


@dataclass(frozen=True, repr=False)
class Swap:
    """What a judge said of pairs, each shown both ways round. Made by `swapped`.

    Attributes:
        pairs: the pairs as given.
        verdicts: for each pair, "A", "B" or None (no verdict to read): shown as given, and swapped.
        usage: tokens and price of all calls.
    """

    pairs: tuple[Pair, ...] = field(repr=False)
    verdicts: tuple[tuple[str | None, str | None], ...]
    usage: Usage

    @property
    def picks(self) -> tuple[int | None, ...]:
        """For each pair the answer that was preferred both ways: 0 or 1; None where the verdict moved."""
        stays: dict[tuple[str | None, str | None], int] = {("A", "B"): 0, ("B", "A"): 1}
        return tuple(stays.get(both) for both in self.verdicts)

    @property
    def _read(self) -> list[tuple[str, str]]:
        read = [(one, other) for one, other in self.verdicts if one and other]
        if not read:
            raise ValueError("not one pair has two verdicts that could be read; look at what the judge says.")
        return read

    @property
    def consistent(self) -> Rate:
        """Share of pairs (with two verdicts) in which the same answer was preferred both ways."""
        return Rate.of(one != other for one, other in self._read)

    @property
    def first(self) -> Estimate:
        """Share of verdicts for the answer that stood first; 0.5 is no pull, whatever the answers are."""
        import numpy as np

        from kit.measure.intervals import share_over_cases

        means = np.array([((one == "A") + (other == "A")) / 2 for one, other in self._read])
        return share_over_cases(means, 2 * len(means))

    @property
    def longer(self) -> Rate:
        """Share of settled pairs that went to the longer answer; pairs of one length are left out.

        Only a bias where length says nothing of quality: probe with pairs that are alike but for the length.
        """
        sizes = [(len(a), len(b)) for a, b in self.pairs]
        picks = [(s, p) for s, p in zip(sizes, self.picks, strict=True) if p is not None and s[0] != s[1]]
        return Rate.of(s[p] > s[1 - p] for s, p in picks)

    def right(self, better: Sequence[int]) -> Rate:
        """Share of pairs in which the better answer was preferred both ways round; a torn verdict is not.

        Args:
            better: for each pair, which is better: 0 or 1.
        """
        return Rate.of(pick == best for pick, best in zip(self.picks, better, strict=True))

    def __repr__(self) -> str:
        return f"same answer both ways {self.consistent}, verdicts for the first place {self.first}"


def swapped(
    judge: Callable[[str, str], Any],
    pairs: Sequence[Pair],
    *,
    read: Callable[[str], str | None] = letter,
    concurrency: int | None = None,
) -> Swap:
    """Ask a judge about each pair twice, the second time with the answers in each other's place.

    Position bias was measured so by L. Zheng et al., Judging LLM-as-a-judge with MT-Bench and Chatbot Arena,
    2023, who count a win only if it survives the swap.

    Args:
        judge: `judge(first, second)` makes one SDK call (or returns text).
        pairs: two answers each.
        read: turns the judge's text into "A" (the first), "B" (the second) or None.
        concurrency: calls in flight at once.
    Returns:
        A `Swap`. A call that failed counts as a verdict that cannot be read.
    Raises:
        ValueError: no pairs.
        RuntimeError: the run was stopped (a refused budget or key, an interrupt).
    """
    both = [order for a, b in pairs for order in ((a, b), (b, a))]
    said, usage = _all(lambda i: judge(*both[i]), len(both), read, concurrency)
    verdicts = tuple(zip(said[::2], said[1::2], strict=True))
    return Swap(tuple((a, b) for a, b in pairs), verdicts, usage)


def repeatability(
    judge: Callable[[Any], Any],
    cases: Sequence[Any],
    times: int = 5,
    *,
    read: Callable[[str], str | None] = tidy,
    concurrency: int | None = None,
) -> Estimate:
    """Probability that a judge, asked twice about one case, says the same.

    For each case the share of pairs of calls that agree, c (c - 1) / (k (k - 1)) summed over the verdicts:
    the observed agreement of J. L. Fleiss (Psychological Bulletin 76, 1971), one judge as all the raters.

    Args:
        judge: `judge(case)` makes one SDK call (or returns text).
        cases: what it is asked about.
        times: calls per case, 2 or more.
        read: turns the judge's text into a verdict; None (and a failed call) is a verdict of its own.
        concurrency: calls in flight at once.
    Returns:
        An `Estimate` with an interval over cases: its n is the number of cases.
    Raises:
        ValueError: no cases, or times below 2.
        RuntimeError: the run was stopped.
    """
    import numpy as np

    from kit.measure.intervals import share_over_cases

    if times < 2:
        raise ValueError(f"times={times}: to see whether it says the same twice, ask twice or more.")
    said, _ = _all(lambda i: judge(cases[i // times]), len(cases) * times, read, concurrency)
    heaps = [Counter(said[i : i + times]) for i in range(0, len(said), times)]
    same = [sum(c * (c - 1) for c in heap.values()) / (times * (times - 1)) for heap in heaps]
    return share_over_cases(np.array(same), len(cases) * (times // 2))


def _all(
    ask: Callable[[int], Any], n: int, read: Callable[[str], str | None], concurrency: int | None
) -> tuple[list[str | None], Usage]:
    """Verdicts of n calls, in order, and what they cost."""
    from kit.measure.sample import sample

    if not n:
        raise ValueError("no cases to judge; give one or more.")
    run = sample(ask, n, concurrency=concurrency)
    if len(run.replies) < n:
        raise RuntimeError(run.note or f"{len(run.replies)} of {n} calls came back.")
    return [None if reply.error else read(reply.text) for reply in run.replies], run.usage
