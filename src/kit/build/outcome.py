"""What came of asking more than once: the answer, every attempt behind it, and what a right answer costs.

`vote`, `best_of` and `retry` all return an `Outcome`. Nothing in it is thrown away: a failed or refused
attempt is there with its reply, its reason and its price, because it was paid for.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from kit.measure.estimate import Estimate
    from kit.measure.rate import Rate
    from kit.models.reply import Reply
    from kit.models.usage import Usage

Unit = Literal["calls", "tokens", "USD"]


@dataclass(frozen=True)
class Attempt:
    """One call of several.

    Attributes:
        answer: what was read from the reply; None if the call failed or said nothing that counts.
        reply: the whole reply, with `.error`, `.usage` and `.raw`.
        refused: why the answer was not taken ("" if it was): a check's words, or the error's.
        weight: how much it counts in a vote.
    """

    answer: str | None
    reply: Reply
    refused: str = ""
    weight: float = 1.0


@dataclass(frozen=True, repr=False)
class Outcome:
    """The answer that several attempts led to.

    Attributes:
        answer: the answer, or None: nobody answered, or nothing passed the check. None is an abstention.
        attempts: every call, in order.
        tied: a vote in which other answers weighed as much; `answer` is the one of them that came first.
    """

    answer: str | None
    attempts: tuple[Attempt, ...]
    tied: bool = False

    @property
    def agreement(self) -> Rate | None:
        """Attempts that gave the answer, of those that gave any; None without an answer."""
        from kit.measure.rate import Rate

        given = [attempt.answer for attempt in self.attempts if attempt.answer is not None]
        return None if self.answer is None else Rate.of(answer == self.answer for answer in given)

    @property
    def usage(self) -> Usage:
        """Tokens, calls and price of all attempts together."""
        from kit.models.usage import Usage

        return sum((attempt.reply.usage for attempt in self.attempts), Usage())

    @property
    def answers(self) -> list[str | None]:
        """What each attempt said, in order."""
        return [attempt.answer for attempt in self.attempts]

    def __repr__(self) -> str:
        said = "no answer" if self.answer is None else repr(self.answer)
        tied = " (tied)" if self.tied else ""
        agreed = "" if self.agreement is None else f", agreement {self.agreement!r}"
        return f"{said}{tied}{agreed}, {self.usage}"

    def _repr_html_(self) -> str:
        from html import escape

        cell = "text-align:left;padding:1px 14px 1px 0"
        rows = "".join(
            f'<tr style="background:transparent"><td style="{cell}">{number}</td>'
            f'<td style="{cell}">{escape(repr(one.answer))}</td>'
            f'<td style="{cell}">{escape(one.refused)}</td></tr>'
            for number, one in enumerate(self.attempts, start=1)
        )
        return f'<div>{escape(repr(self))}</div><table style="border-collapse:collapse">{rows}</table>'


def ask_once(ask: Callable[..., Any], *args: Any, sample: int, read: Callable[[str], str | None]) -> Attempt:
    """Make one call and read its answer. What an SDK raises is kept; a mistake in `ask` itself raises.

    Args:
        ask: called with `args`; makes one SDK call, sync or async, and returns what the SDK returned.
        sample: the attempt's number, from 0; replay, caches and simulated models keep attempts apart by it.
        read: turns the text into an answer, or None where it is none.
    """
    from kit.measure.sample import sample as drawn
    from kit.models.layers.replay import sample_index

    async def later(coming: Any) -> Any:
        sample_index.set(sample)
        return await coming

    def call() -> Any:  # `drawn` calls it in a thread with a context of its own
        sample_index.set(sample)
        came = ask(*args)
        return later(came) if inspect.isawaitable(came) else came

    return attempt_of(drawn(call, 1, progress=False).replies[0], read)


def attempt_of(reply: Reply, read: Callable[[str], str | None]) -> Attempt:
    """Read one reply: its answer, or why there is none."""
    from kit.measure.samples import error_sentence

    if reply.error is not None:
        return Attempt(None, reply, error_sentence(reply.error))
    answer = read(reply.text)
    return Attempt(answer, reply, "" if answer is not None else "not an answer")


def cost_per_correct(
    outcomes: Sequence[Outcome], right: Sequence[object], unit: Unit = "calls", *, seed: int = 0
) -> Estimate:
    """Everything spent, wrong answers and failed calls included, for each right answer.

    total cost / right answers, with an interval over cases: where all cases cost the same c, c divided by the
    ends of Wilson's interval of the share right; else the percentile bootstrap over cases (Efron 1979).

    Args:
        outcomes: one a case.
        right: whether each outcome's answer is right, in the same order (an abstention is not right).
        unit: "calls", "tokens" (input and output together) or "USD".
        seed: of the bootstrap.
    Returns:
        An `Estimate` in that unit; value and upper end are inf where nothing was right.
    Raises:
        ValueError: no outcomes, or not as many verdicts as outcomes.

    Example:
        `cost_per_correct([vote(ask(case), 5) for case in cases], verdicts, "tokens")`
    """
    from kit.measure.estimate import Estimate
    from kit.measure.rate import Rate

    if len(outcomes) != len(right) or not outcomes:
        raise ValueError(
            f"{len(outcomes)} outcomes, {len(right)} verdicts: give one verdict for each of one or more."
        )
    costs, hits = [_cost(outcome.usage, unit) for outcome in outcomes], [bool(verdict) for verdict in right]
    rate, n = Rate.of(hits), len(hits)
    value = sum(costs) / sum(hits) if any(hits) else float("inf")
    if min(costs) == max(costs) or not any(hits):
        mean = sum(costs) / n
        high = mean / rate.low if rate.low else float("inf")
        return Estimate(value, mean / rate.high, high, n, unit, method="cost over Wilson's interval")
    import numpy as np

    draws = np.random.default_rng(seed).integers(0, n, (4000, n))
    with np.errstate(divide="ignore"):
        again = np.asarray(costs)[draws].sum(1) / np.asarray(hits)[draws].sum(1)
    low, high = np.quantile(again, (0.025, 0.975), method="higher")
    return Estimate(value, float(low), float(high), n, unit, method="percentile bootstrap over cases")


def _cost(usage: Usage, unit: Unit) -> float:
    spent = {"calls": usage.calls, "tokens": usage.tokens, "USD": usage.usd}
    if unit not in spent:
        raise ValueError(f"no unit {unit!r}; there are: {', '.join(spent)}")
    return float(spent[unit])
