"""Ask several times and count: majority vote, weighted vote, and what a vote can give at best.

A vote helps where the single answers are right more often than any one wrong answer, *and* err apart from one
another. Where they err together it gives the same error at k times the price; `majority_accuracy` says how
much that takes away. Left out: votes over free text, where answers must first be grouped by meaning
(self-consistency, X. Wang et al., ICLR 2023, takes the final answer out of each text, which `read` can do).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import comb, isfinite, log
from typing import TYPE_CHECKING, Any

from kit.build.outcome import Attempt, Outcome, attempt_of
from kit.measure.samples import tidy

if TYPE_CHECKING:
    from kit.models.reply import Reply


def majority(
    answers: Sequence[str | None], weights: Sequence[float] | None = None
) -> tuple[str | None, bool]:
    """The answer with the most weight behind it, and whether another has as much.

    Args:
        answers: one a voter; None abstains.
        weights: one a voter, finite; default: all 1.
    Returns:
        (answer, tied). Of tied answers, the one that came first. (None, False) if nobody voted.
    Raises:
        ValueError: not as many weights as answers, or a weight that is no finite number.
    """
    weights = [1.0] * len(answers) if weights is None else weights
    if len(weights) != len(answers) or not all(isfinite(weight) for weight in weights):
        raise ValueError(f"majority needs a finite weight for each answer; got {list(weights)}.")
    behind: dict[str, float] = {}
    for answer, weight in zip(answers, weights, strict=True):
        if answer is not None:
            behind[answer] = behind.get(answer, 0.0) + weight
    if not behind:
        return None, False
    most = max(behind.values())
    first, *others = [answer for answer, weight in behind.items() if abs(weight - most) < 1e-12]
    return first, bool(others)


def vote(
    ask: Callable[..., Any],
    k: int = 5,
    *,
    read: Callable[[str], str | None] = tidy,
    concurrency: int | None = None,
) -> Outcome:
    """Ask k times and take the most common answer.

    Args:
        ask: makes one SDK call, sync or async; given the sample's number if it has a required parameter.
        k: how many calls, 1 or more; odd for two answers, or ties decide.
        read: turns a text into an answer, or into None where it is none and must not vote.
        concurrency: calls in flight at once.
    Returns:
        `Outcome`; `.agreement` is its confidence, `.tied` says that the first of equals was taken.

    Example:
        `vote(lambda: client.chat.completions.create(model=MODEL, messages=messages), 5)`
    """
    return weighted_vote(ask, k, lambda reply: 1.0, read=read, concurrency=concurrency)


def weighted_vote(
    ask: Callable[..., Any],
    k: int,
    weight: Callable[[Reply], float],
    *,
    read: Callable[[str], str | None] = tidy,
    concurrency: int | None = None,
) -> Outcome:
    """`vote` in which some replies count for more.

    Args:
        weight: what one `Reply` (`.raw` is the SDK's object) counts: a stated confidence, a probability from
            log-probabilities, or `log_odds` of how often such a voter is right.
    Returns:
        As `vote`; `.agreement` still counts heads, `.attempts[i].weight` is what each weighed.
    """
    from kit.measure.sample import sample

    replies = sample(ask, k, concurrency=concurrency, progress=False).replies
    attempts = [_weighed(attempt_of(reply, read), weight) for reply in replies]
    answer, tied = majority([a.answer for a in attempts], [a.weight for a in attempts])
    return Outcome(answer, tuple(attempts), tied)


def _weighed(attempt: Attempt, weight: Callable[[Reply], float]) -> Attempt:
    return replace(attempt, weight=0.0 if attempt.answer is None else weight(attempt.reply))


def log_odds(accuracy: float) -> float:
    """The best weight of an independent voter who is right this often: ln(p / (1 - p)).

    Nitzan and Paroush, International Economic Review 23, 1982 (two answers, equally likely beforehand). A
    voter worse than chance weighs less than nothing.

    Raises:
        ValueError: an accuracy of 0 or 1, which would outvote everybody; estimate it from more cases.
    """
    if not 0 < accuracy < 1:
        raise ValueError(f"accuracy={accuracy} must lie between 0 and 1, ends excluded.")
    return log(accuracy / (1 - accuracy))


def majority_accuracy(accuracy: float, k: int, correlation: float = 0.0) -> float:
    """How often a majority of k voters is right when each is right at this rate, with two possible answers.

    Condorcet's jury theorem (1785): the sum over m > k/2 of C(k, m) p^m (1-p)^(k-m); a tie counts half.
    With correlation r the voters answer as one on a share r of the cases, and apart on the others (any
    two voters' errors then correlate by r; for other ways to be correlated see Ladha, American Journal of
    Political Science 36, 1992): r p + (1 - r) Condorcet. However large k, never above r p + 1 - r.

    Args:
        accuracy: p, 0 to 1.
        k: voters, 1 or more.
        correlation: r, 0 to 1.
    Raises:
        ValueError: outside these ranges.
    """
    if not 0 <= accuracy <= 1 or not 0 <= correlation <= 1 or k < 1:
        raise ValueError(
            f"accuracy={accuracy}, k={k}, correlation={correlation}: shares 0 to 1, k of 1 or more."
        )
    chance = [comb(k, m) * accuracy**m * (1 - accuracy) ** (k - m) for m in range(k + 1)]
    apart = sum(p * (1.0 if 2 * m > k else 0.5 if 2 * m == k else 0.0) for m, p in enumerate(chance))
    return correlation * accuracy + (1 - correlation) * apart
