"""Routing, gating and asking in parallel: who is asked, who answers, what it costs, and what failure does."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable
from typing import Any

import pytest

from kit import OpenAI, answering, simulated
from kit.build import vote
from kit.build.chain import Step, chain
from kit.build.route import gated, parallel, route

KINDS = {f"ticket {i}": ("refund" if i % 2 else "hours") for i in range(40)}


def ask(text: object, **knobs: Any) -> Any:
    messages = [{"role": "user", "content": str(text)}]
    return OpenAI(max_retries=0).chat.completions.create(model="any", messages=messages, **knobs)  # type: ignore[arg-type]


def says(answer: Any) -> Callable[[Any], Any]:
    return lambda value: answer


def sure_of(level: float | None) -> Callable[[Step], float | None]:
    return lambda step: level


def test_a_router_asks_one_model_and_goes_one_way() -> None:
    ways = {"refund": says("a form"), "hours": says("nine to five")}
    with answering(simulated.Script(["Hours."])) as calls:
        done = route(ask, ways)("When are you open?")
    assert (done.answer, calls.count) == ("nine to five", 1)
    assert [step.name for step in done.steps] == ["ask", "hours"]
    assert done.usage.calls == 1


def test_an_answer_that_is_no_way_goes_the_other_way_or_nowhere() -> None:
    ways = {"refund": says("a form"), "hours": says("nine to five")}
    with answering(simulated.Script(["I would say it depends"])):
        done = route(ask, ways)("?")
        assert done.answer is None
        assert done.stopped.startswith("ask: no route 'I would say it depends'; there are:")
        assert route(ask, ways, other="refund")("?").answer == "a form"
    with answering(simulated.Script([simulated.Fault("server_error")])):
        assert route(ask, ways, other="refund")("?").answer == "a form"
        assert route(ask, ways)("?").answer is None


def test_any_value_may_be_a_way() -> None:
    assert route(lambda n: n > 3, {True: says("long"), False: says("short")})(5).answer == "long"
    with pytest.raises(ValueError, match="must be one of the routes"):
        route(len, {"a": says(1)}, other="b")


def test_parallel_asks_run_at_the_same_time_and_the_bill_is_the_sum() -> None:
    together = threading.Barrier(3, timeout=5)  # breaks unless all three are under way at once

    def waits(value: Any) -> Any:
        together.wait()
        return ask(value)

    with answering(simulated.Coin("yes", 1.0, latency=0.1)):
        done = parallel({"intent": waits, "mood": waits, "language": waits})("hello")
    assert done.answer == {"intent": "yes", "mood": "yes", "language": "yes"}
    assert (done.usage.calls, done.stopped) == (3, "")
    assert done.seconds < sum(step.seconds for step in done.steps)


def test_one_that_fails_in_parallel_leaves_the_others_their_answers() -> None:
    with answering(simulated.Script([simulated.Fault("server_error")])):
        done = parallel({"intent": says("return"), "mood": ask})("hello")
    assert done.answer == {"intent": "return", "mood": None}
    assert done.stopped.startswith("mood: ")


def test_a_sure_answer_spares_the_dear_model_and_an_unsure_one_does_not() -> None:
    for sure, answer, asked in [
        (0.8, "small", 1),
        (0.79, "large", 2),
        (None, "large", 2),
        (math.nan, "large", 2),
    ]:
        done = gated({"small": says("small"), "large": says("large")}, sure_of(sure), 0.8)("hello")
        assert (done.answer, len(done.steps)) == (answer, asked)
        assert done.steps[-1].name == answer


def test_the_last_model_answers_however_sure_it_is() -> None:
    done = gated([says("a"), says("b"), says("c")], sure_of(0.5), [0.9, 0.6])("hello")
    assert (done.answer, [step.confidence for step in done.steps]) == ("c", [0.5, 0.5, None])
    assert [step.name for step in done.steps] == ["model 1", "model 2", "model 3"]
    assert gated([says("a"), says("b"), says("c")], sure_of(0.7), [0.9, 0.6])("hello").answer == "b"


def test_a_cheap_model_that_fails_or_babbles_is_not_sure() -> None:
    def read(text: str) -> str | None:
        return text if text in ("refund", "hours") else None

    for line in (simulated.Fault("server_error"), "well, well"):
        with answering(simulated.Script([line, "hours"])):
            done = gated([ask, ask], sure_of(1.0), 0.5, read=read)("hello")
        assert (done.answer, [step.answer for step in done.steps]) == ("hours", [None, "hours"])
    with answering(simulated.Script(["refund", simulated.Fault("server_error")])):
        done = gated([ask, ask], sure_of(0.1), 0.5, read=read)("hello")
    assert done.answer is None
    assert done.stopped
    assert done.steps[0].answer == "refund"


def test_confidence_comes_from_log_probabilities_or_from_a_vote() -> None:
    def from_logprobs(step: Step) -> float:
        return math.exp(step.raw.choices[0].logprobs.content[0].logprob)

    small = simulated.Classifier(KINDS, accuracy=0.7, spread=0.5, seed=1)
    with answering(small):
        gate = gated([lambda t: ask(t, logprobs=True, top_logprobs=5), says("?")], from_logprobs, 0.9)
        runs = {text: gate(text) for text in KINDS}
    sent = [run for run in runs.values() if run.answer == "?"]
    assert 0 < len(sent) < len(KINDS)
    assert all((run.steps[0].confidence >= 0.9) == (len(run.steps) == 1) for run in runs.values())

    def agreed(step: Step) -> float:
        return step.raw.agreement.value

    with answering(simulated.Script(["hours", "hours", "refund"])):
        by_vote = gated([lambda t: vote(lambda: ask(t), 3, concurrency=1), says("?")], agreed, 0.6)("hello")
    assert (by_vote.answer, by_vote.usage.calls) == ("hours", 3)


def test_a_gate_needs_two_models_and_a_threshold_for_each_but_the_last() -> None:
    for models, thresholds in ([says(1)], 0.5), ([says(1), says(2), says(3)], [0.5]):
        with pytest.raises(ValueError, match="one fewer thresholds"):
            gated(models, sure_of(1), thresholds)


def test_gates_routes_and_chains_are_steps_of_each_other() -> None:
    gate = gated([says("refund"), says("hours")], sure_of(0.9), 0.5)
    done = route(gate, {"refund": chain(str.upper, str.split)})("a b")
    assert done.answer == ["A", "B"]
    assert done.steps[0].raw.answer == "refund"
