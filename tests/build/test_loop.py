"""The loop over both vendors' native tool calling, on the genuine SDKs; its bounds; what it keeps."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from stand_in import SmallShop

from kit import Anthropic, AsyncOpenAI, OpenAI, answering, simulated
from kit.build.dispatch import Toolbox
from kit.build.loop import aloop, loop
from kit.build.tools import tool

Call, Draft, Fault, Script = simulated.ToolCall, simulated.Draft, simulated.Fault, simulated.Script
CANCEL = Call("cancel_order", {"order_id": "#W1", "reason": "no longer needed"})
LOOK = Call("get_order", {"order_id": "#W1"})
TEXT = "Please cancel #W1, I no longer need it."


def chat(messages: Any, tools: Toolbox) -> Any:
    return OpenAI(max_retries=0).chat.completions.create(model="any", messages=messages, tools=tools.chat)


def responses(messages: Any, tools: Toolbox) -> Any:
    client = OpenAI(max_retries=0)
    return client.responses.create(model="any", input=messages, tools=tools.responses, store=False)


def messages(messages: Any, tools: Toolbox) -> Any:
    client = Anthropic(max_retries=0)
    return client.messages.create(model="any", max_tokens=200, messages=messages, tools=tools.messages)


each_protocol = pytest.mark.parametrize("ask", [chat, responses, messages])


def box(shop: SmallShop, **options: Any) -> Toolbox:
    return Toolbox([shop.get_order, tool(shop.cancel_order, writes=True)], **options)


@each_protocol
def test_it_calls_shows_the_result_and_ends_with_the_answer(ask: Any) -> None:
    shop = SmallShop()
    with answering(Script([LOOK, CANCEL, "Your order is cancelled."])) as calls:
        run = loop(ask, box(shop), TEXT)
    assert (run.answer, run.stopped, len(run.steps)) == ("Your order is cancelled.", "answer", 3)
    assert [(act.name, act.status) for act in run.acts] == [("cancel_order", "done")]
    assert (shop.times("#W1"), run.usage.calls) == (1, 3)
    assert run.usage.tokens > 0
    assert '"pending"' in json.dumps(calls[1].params).replace('\\"', '"')
    assert "Order #W1 is cancelled." in json.dumps(calls[2].params)


@each_protocol
def test_several_calls_of_one_reply_are_run_in_order_and_all_answered(ask: Any) -> None:
    shop = SmallShop()
    with answering(Script([[CANCEL, LOOK, Call("fly", {})], "Done."])) as calls:
        run = loop(ask, box(shop), TEXT)
    assert [result.error for result in run.results] == ["", "", "unknown tool"]
    assert '"cancelled"' in run.results[1].text
    assert json.dumps(calls[1].params).count("There is no tool 'fly'") == 1


@each_protocol
def test_a_fault_is_shown_to_the_model_which_may_then_do_better(ask: Any) -> None:
    shop = SmallShop()
    wrong = Call("cancel_order", {"order_id": "#W1", "reason": "bored"})
    with answering(Script([wrong, CANCEL, "Done."])) as calls:
        run = loop(ask, box(shop), TEXT)
    assert (run.stopped, shop.times("#W1")) == ("answer", 1)
    assert "'no longer needed' or 'by mistake'" in json.dumps(calls[1].params)
    if ask is messages:
        (told,) = calls[1].messages[-1]["content"]
        assert told["is_error"] is True
        assert "is_error" not in calls[2].messages[-1]["content"][0]


@pytest.mark.parametrize("ask", [chat, responses])
def test_arguments_that_are_no_json_do_not_end_it(ask: Any) -> None:
    shop = SmallShop()
    with answering(Script([Call("cancel_order", '{"order_id": "#W1"'), CANCEL, "Done."])):
        run = loop(ask, box(shop), TEXT)
    assert [result.error for result in run.results] == ["bad arguments", ""]
    assert shop.times("#W1") == 1


@each_protocol
def test_a_conversation_can_go_on_where_a_run_ended(ask: Any) -> None:
    shop = SmallShop()
    with answering(Script([CANCEL, "Done.", "You are welcome."])) as calls:
        first = loop(ask, box(shop), [{"role": "user", "content": TEXT}])
        second = loop(ask, box(shop), [*first.messages, {"role": "user", "content": "Thanks"}])
    assert (second.answer, second.acts) == ("You are welcome.", ())
    assert json.dumps(calls[2].params).index("Done.") < json.dumps(calls[2].params).index("Thanks")


@each_protocol
def test_the_last_reply_that_is_paid_for_does_nothing_that_nobody_hears_of(ask: Any) -> None:
    shop = SmallShop()
    with answering(Script([LOOK, CANCEL])) as calls:
        run = loop(ask, box(shop), TEXT, steps=2)
    assert (run.answer, run.stopped, calls.count, shop.calls) == (None, "steps", 2, 0)
    assert [result.error for result in run.results] == ["", "not run"]
    with answering(Script(["All right."])):  # every call has its answer, so the vendors take it from here
        assert loop(ask, box(shop), run.messages).answer == "All right."


@each_protocol
def test_the_same_failing_call_again_ends_it(ask: Any) -> None:
    wrong = Call("cancel_order", {"order_id": "#W9", "reason": "by mistake"})
    with answering(Script([wrong, LOOK, wrong, wrong])) as calls:
        run = loop(ask, box(SmallShop()), TEXT, steps=9)
    assert (run.stopped, calls.count) == ("repeats", 3)
    with answering(Script([wrong])) as calls:
        assert loop(ask, box(SmallShop()), TEXT, steps=9, repeats=4).stopped == "repeats"
    assert calls.count == 4


def test_a_budget_of_tokens_leaves_room_for_the_next_call_or_stops() -> None:
    line = Draft(tool_calls=(LOOK,), input_tokens=100, output_tokens=10)
    for tokens, made in [(1, 1), (219, 1), (220, 2), (335, 3)]:
        with answering(Script([line])) as calls:
            run = loop(chat, box(SmallShop()), TEXT, tokens=tokens)
        assert (run.stopped, calls.count) == ("tokens", made)
        assert run.usage.tokens <= max(tokens, 110)


def test_a_budget_in_dollars_stops_where_the_price_is_not_known() -> None:
    from kit.build.loop import _over
    from kit.models.usage import Usage

    spent = Usage(100, 10, 0, 1, 0.02)
    assert _over(1, spent, spent, 6, 0.03, None) == "usd"
    assert _over(1, spent, spent, 6, 0.04, None) == ""
    unknown = Usage(100, 10, 0, 1, float("nan"))
    assert _over(1, unknown, unknown, 6, 1.0, None) == "usd"


@each_protocol
def test_what_the_sdk_raises_ends_the_run_and_what_was_done_is_known(ask: Any) -> None:
    shop = SmallShop()
    with answering(Script([CANCEL, Fault("server_error")])):
        run = loop(ask, box(shop), TEXT)
    assert (run.answer, run.stopped, len(run.steps), len(run.acts)) == (None, "error", 2, 1)
    assert run.why
    assert run.usage.calls == 2


def test_a_mistake_in_ask_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        loop(lambda messages, tools: 1 / 0, box(SmallShop()), TEXT)
    with pytest.raises(TypeError, match="reads a ChatCompletion"):
        loop(lambda messages, tools: object(), box(SmallShop()), TEXT)
    with pytest.raises(ValueError, match="at least 1"):
        loop(chat, box(SmallShop()), TEXT, steps=0)


@each_protocol
def test_a_reply_that_is_cut_off_or_refused_is_not_acted_on(ask: Any) -> None:
    shop = SmallShop()
    for line, stopped in [(Draft("I will", finish="length"), "length"), (Draft(refusal="No."), "refusal")]:
        with answering(Script([line])):
            run = loop(ask, box(shop), TEXT)
        assert (run.answer, run.stopped, shop.calls) == (None, stopped, 0)


def test_started_again_after_a_crash_it_acts_once() -> None:
    shop = SmallShop()
    ledger = box(shop).ledger
    with answering(Script([CANCEL, Fault("connection_refused")])):
        assert loop(chat, box(shop, ledger=ledger, run="7"), TEXT).stopped == "error"
    with answering(Script([CANCEL, "Your order is cancelled."])) as calls:
        run = loop(chat, box(shop, ledger=ledger, run="7"), TEXT)
    assert (run.answer, run.acts, shop.times("#W1")) == ("Your order is cancelled.", (), 1)
    assert "was done before" in str(calls[1].messages[-1])


def test_an_async_call_has_a_loop_of_its_own() -> None:
    shop = SmallShop()

    async def ask(messages: Any, tools: Toolbox) -> Any:
        client = AsyncOpenAI(max_retries=0)
        return await client.chat.completions.create(model="any", messages=messages, tools=tools.chat)

    with answering(Script([CANCEL, "Done."])):
        assert asyncio.run(aloop(ask, box(shop), TEXT)).answer == "Done."
    with pytest.raises(TypeError, match="await aloop"):
        loop(ask, box(shop), TEXT)


def test_a_run_shows_what_was_said_and_done_and_escapes_it() -> None:
    with answering(Script([CANCEL, "Done <b>now</b>."])):
        run = loop(chat, box(SmallShop()), TEXT)
    shown = run._repr_html_()
    assert "Done &lt;b&gt;now&lt;/b&gt;." in shown
    assert "cancel_order" in shown
    assert "Order #W1 is cancelled." in shown
    assert repr(run).startswith("'Done <b>now</b>.', stopped: answer, 1 acts, 2 calls")
