"""Ask until a check is content, with a bound: `best_of` asks afresh, `retry` shows the model what was wrong.

Both are worth what the check is worth: an answer that a poor check lets through is wrong with a stamp on it.
The SDK repeats calls that failed on the way (limits, lost connections) by itself; these repeat calls that
came back with an answer you cannot use. Waiting between tries, and what to retry on: see tenacity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypeAlias

from kit.build.outcome import Attempt, Outcome, ask_once

Check: TypeAlias = Callable[[str], "bool | str"]
"""Takes an answer; True takes it; False, a sentence (what is wrong) or a ValueError refuses it."""

REFUSED = "the check refused it"


def cascade(*checks: Check) -> Check:
    """One check out of several, in order, ending at the first that refuses: put the cheap ones first.

    Example:
        `retry(ask, cascade(is_json, has_all_fields, order_exists), 3)`
    """

    def check(answer: str) -> bool | str:
        return next((why for one in checks if (why := verdict(one, answer))), True)

    return check


def verdict(check: Check, answer: str) -> str:
    """What a check says against an answer; "" if it takes it.

    Raises:
        TypeError: the check returned something else than True, False or text.
    """
    try:
        said = check(answer)
    except ValueError as error:
        return str(error) or REFUSED
    if not isinstance(said, bool | str):
        raise TypeError(f"a check returns True, False or a sentence, not {said!r}; wrap it in bool(...).")
    return ("" if said else REFUSED) if isinstance(said, bool) else said or REFUSED


def best_of(
    ask: Callable[[], Any], check: Check, k: int = 3, *, read: Callable[[str], str | None] = str.strip
) -> Outcome:
    """Ask up to k times, each time afresh, and stop at the first answer that the check takes.

    Args:
        ask: makes one SDK call, sync or async. It must be able to answer differently: at temperature 0, or
            over a cache, k tries are one try.
        check: see `Check`.
        k: most calls, 1 or more.
        read: turns a text into what is checked and returned, or None where it is no answer.
    Returns:
        `Outcome`; its answer is None if all were refused. `.attempts` tells why.
    Raises:
        ValueError: k below 1.
    """
    return _until(lambda refused: ask(), check, k, read)


def retry(
    ask: Callable[[list[dict[str, str]]], Any],
    check: Check,
    k: int = 3,
    *,
    read: Callable[[str], str | None] = str.strip,
) -> Outcome:
    """Ask up to k times; from the second time on, the model sees its last answer and what is wrong with it.

    Only the last refused answer is shown, so that the prompt stays short however often it is tried. After a
    call that failed, the next sends what the failed one did.

    Args:
        ask: makes one SDK call, given the messages to put behind yours: none the first time, then the
            refused answer and its refusal.
        check: see `Check`; its sentence is what the model reads.
        k, read: as in `best_of`.
    Returns:
        As `best_of`.
    Raises:
        ValueError: k below 1.

    Example:
        `retry(lambda more: client.responses.create(model=MODEL, input=[*messages, *more]), check, 3)`
    """
    return _until(lambda refused: ask(_shown(refused)), check, k, read)


def _shown(refused: Attempt | None) -> list[dict[str, str]]:
    """The turns that show a model its last answer and why it will not do; none where it gave no answer."""
    if refused is None:
        return []
    wrong = f"That answer was not accepted: {refused.refused}. Answer again, corrected."
    return [{"role": "assistant", "content": refused.reply.text}, {"role": "user", "content": wrong}]


def _until(
    ask: Callable[[Attempt | None], Any], check: Check, k: int, read: Callable[[str], str | None]
) -> Outcome:
    if k < 1:
        raise ValueError(f"k={k} tries: give it one or more.")
    attempts: list[Attempt] = []
    for number in range(k):
        seen = next((one for one in reversed(attempts) if one.reply.text), None)
        attempt = ask_once(ask, seen, sample=number, read=read)
        if attempt.answer is not None:
            attempt = replace(attempt, refused=verdict(check, attempt.answer))
        attempts.append(attempt)
        if not attempt.refused:
            return Outcome(attempt.answer, tuple(attempts))
    return Outcome(None, tuple(attempts))
