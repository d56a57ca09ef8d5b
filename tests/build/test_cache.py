"""The cache pays once, and keeps k samples k samples."""

from __future__ import annotations

from typing import Any

from kit import OpenAI, answering, sample, simulated
from kit.build.cache import cached
from kit.build.retry import best_of
from kit.build.vote import vote
from kit.models.usage import Usage


def ask(question: str = "Return or exchange?") -> Any:
    messages: Any = [{"role": "user", "content": question}]
    return OpenAI(max_retries=0).chat.completions.create(model="any", messages=messages)


COIN = simulated.Coin("yes", 0.5, "no", seed=1)


def test_the_same_question_is_paid_for_once() -> None:
    known = cached(ask)
    with answering(COIN) as calls:
        first, second = known("a?"), known("a?")
        known("b?")
    assert (calls.count, known.hits, known.misses) == (2, 1, 2)
    assert (first.text, first.usage.calls) == (second.text, 1)
    assert second.usage == Usage()
    assert known.saved == first.usage


def test_samples_stay_different_and_the_same_samples_are_free_the_second_time() -> None:
    known = cached(ask)
    with answering(COIN) as calls:
        first, second = sample(lambda: known("a?"), 20), sample(lambda: known("a?"), 20)
    assert calls.count == 20
    assert first.texts == second.texts
    assert set(first.texts) == {"yes", "no"}
    assert second.usage.calls == 0


def test_a_vote_and_tries_over_a_cache_are_over_different_samples() -> None:
    known = cached(ask)
    with answering(COIN) as calls:
        voted = vote(known, 9)
        tried = best_of(known, lambda text: False, 9)
    assert voted.answers == tried.answers
    assert set(voted.answers) == {"yes", "no"}
    assert calls.count == 9


def test_a_failed_call_is_not_remembered() -> None:
    known = cached(lambda: simulated_failure.pop() if simulated_failure else ask())
    simulated_failure = [RuntimeError("no answer")]
    with answering(COIN):
        assert known().error is not None
        assert known().error is None


def test_a_key_of_ones_own_says_what_the_same_question_is() -> None:
    known = cached(ask, key=lambda question: question.casefold())
    with answering(COIN) as calls:
        known("Return?")
        known("RETURN?")
    assert calls.count == 1


def test_any_mapping_serves_as_store() -> None:
    store: dict[Any, Any] = {}
    with answering(COIN) as calls:
        cached(ask, store=store)("a?")
        cached(ask, store=store)("a?")
    assert (calls.count, len(store)) == (1, 1)


def test_an_async_ask_is_remembered_too() -> None:
    from kit import AsyncOpenAI

    async def later() -> Any:
        return await AsyncOpenAI().chat.completions.create(
            model="any", messages=[{"role": "user", "content": "a?"}]
        )

    known = cached(later)
    with answering(COIN) as calls:
        first, second = sample(known, 6), sample(known, 6)
    assert (first.texts, calls.count, known.hits) == (second.texts, 6, 6)
