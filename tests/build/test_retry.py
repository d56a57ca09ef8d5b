"""Tries with a check: bounded, each kept, and the model told what was wrong."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kit import OpenAI, answering, simulated
from kit.build.retry import best_of, cascade, retry

MESSAGES = [{"role": "user", "content": "How many? Answer in JSON."}]


def ask(more: list[dict[str, str]] | None = None) -> Any:
    messages: Any = [*MESSAGES, *(more or [])]
    return OpenAI(max_retries=0).chat.completions.create(model="any", messages=messages)


def is_json(text: str) -> bool:
    json.loads(text)  # its JSONDecodeError is a ValueError
    return True


def test_best_of_stops_at_the_first_answer_the_check_takes() -> None:
    with answering(simulated.Script(["7", "12", "13"])) as calls:
        outcome = best_of(ask, lambda text: int(text) > 9, 5)
    assert (outcome.answer, calls.count, outcome.usage.calls) == ("12", 2, 2)
    assert [attempt.refused for attempt in outcome.attempts] == ["the check refused it", ""]


def test_best_of_asks_each_time_afresh() -> None:
    with answering(simulated.Script(["no"])) as calls:
        best_of(ask, lambda text: False, 3)
    assert [len(call.messages) for call in calls] == [1, 1, 1]


def test_a_bound_is_a_bound_and_then_there_is_no_answer() -> None:
    with answering(simulated.Script(["no"])) as calls:
        outcome = retry(ask, lambda text: "say yes", 4)
    assert (outcome.answer, outcome.agreement, calls.count) == (None, None, 4)
    with pytest.raises(ValueError, match="one or more"):
        retry(ask, is_json, 0)


def test_retry_shows_the_model_its_last_answer_and_what_was_wrong_with_it() -> None:
    with answering(simulated.Script(["first", "second", '{"n": 3}'])) as calls:
        outcome = retry(ask, is_json, 3)
    assert outcome.answer == '{"n": 3}'
    roles = [[turn["role"] for turn in call.messages] for call in calls]
    assert roles == [["user"], ["user", "assistant", "user"], ["user", "assistant", "user"]]
    assert calls[2].messages[1]["content"] == "second"
    assert "Expecting value" in str(calls[2].messages[2]["content"])


def test_after_a_call_that_failed_there_is_nothing_to_show() -> None:
    with answering(simulated.Script([simulated.Fault("server_error"), "[]"])) as calls:
        outcome = retry(ask, is_json, 3)
    assert outcome.answer == "[]"
    assert [len(call.messages) for call in calls] == [1, 1]
    assert outcome.attempts[0].reply.error is not None


def test_a_failed_call_does_not_make_it_forget_what_was_wrong() -> None:
    with answering(simulated.Script(["first", simulated.Fault("timeout"), "[]"])) as calls:
        outcome = retry(ask, is_json, 3)
    assert outcome.answer == "[]"
    assert [len(call.messages) for call in calls] == [1, 3, 3]
    assert calls[2].messages == calls[1].messages


def test_a_cascade_ends_at_the_first_check_that_refuses() -> None:
    asked: list[str] = []

    def expensive(text: str) -> bool:
        asked.append(text)
        return json.loads(text)["n"] < 10 or "n must be below 10"  # type: ignore[return-value]

    check = cascade(is_json, expensive)
    with answering(simulated.Script(["?", '{"n": 30}', '{"n": 3}'])):
        outcome = best_of(ask, check, 3)
    assert asked == ['{"n": 30}', '{"n": 3}']
    assert outcome.attempts[1].refused == "n must be below 10"


def test_a_check_that_says_neither_yes_nor_no_is_a_mistake() -> None:
    with answering(simulated.Script(["1"])), pytest.raises(TypeError, match="True, False or a sentence"):
        best_of(ask, lambda text: None, 2)  # type: ignore[arg-type,return-value]


def test_a_mistake_in_ask_is_raised_not_retried() -> None:
    with pytest.raises(TypeError):
        retry(lambda: None, is_json, 3)  # type: ignore[arg-type,misc]


def test_tries_are_different_samples_of_a_simulated_model() -> None:
    with answering(simulated.Coin("yes", 0.5, "no", seed=1)):
        said = {best_of(ask, lambda text: False, 12).answers[i] for i in range(12)}
    assert said == {"yes", "no"}


def test_async_tries_are_different_samples_too() -> None:
    from kit import AsyncOpenAI

    async def later() -> Any:
        return await AsyncOpenAI().chat.completions.create(model="any", messages=MESSAGES)  # type: ignore[arg-type]

    with answering(simulated.Coin("yes", 0.5, "no", seed=1)):
        assert set(best_of(later, lambda text: False, 12).answers) == {"yes", "no"}
