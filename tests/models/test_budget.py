import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import anthropic
import httpx2
import openai
import pytest
from vendor import ASK, ASK_CLAUDE, chat, chat_stream, message, stream_response, vendor

import kit
from kit import Anthropic, AsyncOpenAI, OpenAI, Usage, answering, budget
from kit.models.layers.budget import Budget, BudgetTransport, paid_budget
from kit.models.prices import price

# ASK is 90 bytes: 90 // 2 + 16 = 61 tokens in, and 20 out, at the most.
WORST = 81


def bare(cap, *answers):
    """The bare OpenAI SDK at api.openai.com, a stand-in behind the cap, and what reached it."""
    transport, seen = vendor(*answers)
    http = httpx2.Client(transport=BudgetTransport(transport, cap))
    return openai.OpenAI(api_key="x", http_client=http, max_retries=2), seen


def claude(cap, *answers):
    transport, seen = vendor(*answers)
    http = httpx2.Client(transport=BudgetTransport(transport, cap))
    return anthropic.Anthropic(api_key="x", http_client=http), seen


def worst_of(**more):
    """The tokens a call reserves, read from the refusal of a cap of zero."""
    with pytest.raises(openai.APIStatusError) as caught:
        bare(Budget(tokens=0))[0].chat.completions.create(**{**ASK, **more})
    return int(str(caught.value).split("could use ")[1].split()[0])


def test_budget_refuses_before_sending():
    client, seen = bare(Budget(tokens=10))
    with pytest.raises(openai.APIStatusError) as caught:
        client.chat.completions.create(**ASK)
    assert caught.value.status_code == 402
    assert seen == []


def test_the_refusal_says_what_the_call_could_use_what_is_spent_and_the_cap():
    cap = Budget(usd=0.00005)
    client, seen = bare(cap)
    client.chat.completions.create(**ASK)
    spent = cap.spent.usd

    def go_on():
        while len(seen) < 50:
            client.chat.completions.create(**ASK)

    with pytest.raises(openai.APIStatusError) as caught:
        go_on()
    words = str(caught.value)
    assert "Budget: not sent. This call could use $0.00" in words
    assert "spent or reserved" in words
    assert f"a cap of ${cap.usd:.4f}" in words
    assert 0 < spent < cap.spent.usd <= cap.usd
    assert len(seen) == cap.spent.calls


def test_the_refusal_has_the_vendors_shape_and_is_not_retried():
    cap = Budget(calls=0)
    client, seen = claude(cap)
    with pytest.raises(anthropic.APIStatusError) as caught:
        client.messages.create(**ASK_CLAUDE)
    assert caught.value.body["error"]["type"] == "billing_error"
    assert (caught.value.status_code, seen, cap.spent.calls) == (402, [], 0)
    assert caught.value.response.headers["x-should-retry"] == "false"


def test_actual_use_replaces_what_was_reserved():
    cap = Budget(tokens=WORST)
    client, _ = bare(cap, chat(tokens=(9, 3)))
    client.chat.completions.create(**ASK)
    assert cap.spent == Usage(9, 3, 2, 1, pytest.approx(price(Usage(9, 3, 2), "gpt-6-luna")))
    assert cap.left.tokens == WORST - 12
    with pytest.raises(openai.APIStatusError):
        client.chat.completions.create(**ASK)


def test_a_message_of_anthropic_is_settled_with_its_cache_writes():
    cap = Budget(usd=1.0)
    claude(cap)[0].messages.create(**ASK_CLAUDE)
    assert cap.spent.input_tokens == 117
    plain = price(Usage(117, 3, 100), "claude-haiku-5-5", "anthropic")
    assert cap.spent.usd > plain  # ten tokens were written to the cache, at more than the plain price


def test_concurrent_calls_cannot_slip_under_the_cap_together():
    everyone_else_refused = threading.Barrier(8)

    def slow(request):
        everyone_else_refused.wait(10)
        return httpx2.Response(200, json=chat())

    cap = Budget(tokens=3 * WORST)
    client, seen = bare(cap, slow)

    def ask(_):
        try:
            return client.chat.completions.create(**ASK) is not None
        except openai.APIStatusError:
            everyone_else_refused.wait(10)
            return False

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(ask, range(8)))
    assert (done.count(True), len(seen)) == (3, 3)
    assert cap.spent.calls == 3


def test_concurrent_async_calls_cannot_either():
    async def slow(request):
        await asyncio.sleep(0.05)
        return httpx2.Response(200, json=chat())

    async def ask_all(cap):
        http = httpx2.AsyncClient(transport=BudgetTransport(httpx2.MockTransport(slow), cap))
        client = openai.AsyncOpenAI(api_key="x", http_client=http)
        calls = (client.chat.completions.create(**ASK) for _ in range(8))
        return await asyncio.gather(*calls, return_exceptions=True)

    replies = asyncio.run(ask_all(Budget(tokens=3 * WORST)))
    assert sum(isinstance(r, openai.APIStatusError) for r in replies) == 5


def test_a_failure_releases_its_reservation_and_counts_as_a_call():
    cap = Budget(tokens=WORST, calls=10)
    busy = httpx2.Response(500, json={"error": {"message": "x"}}, headers={"retry-after-ms": "1"})
    client, _ = bare(cap, busy, httpx2.ConnectError("no"), chat())
    client.chat.completions.create(**ASK)
    assert (cap.spent.tokens, cap.spent.calls) == (12, 3)


def test_a_read_time_out_keeps_its_reservation_since_the_vendor_may_bill_it():
    cap = Budget(tokens=1000)
    client, _ = bare(cap, httpx2.ReadTimeout("slow"))
    with pytest.raises(openai.APITimeoutError):
        client.with_options(max_retries=0).chat.completions.create(**ASK)
    assert cap.spent.tokens == WORST


def test_a_stream_is_settled_at_its_end():
    cap = Budget(tokens=100)
    client, _ = bare(cap, lambda r: stream_response(chat_stream(["a", "b", "c"], usage=True)))
    stream = client.chat.completions.create(**ASK, stream=True)
    next(iter(stream))
    assert cap.left.tokens < 20
    assert cap.spent.calls == 0
    list(stream)
    assert (cap.spent.tokens, cap.left.tokens) == (12, 88)


def test_a_stream_that_reports_no_usage_is_counted_by_its_events():
    cap = Budget(tokens=1000)
    client, _ = bare(cap, lambda r: stream_response(chat_stream(["a", "b", "c"])))
    list(client.chat.completions.create(**ASK, stream=True))
    assert cap.spent.input_tokens >= 50
    assert 3 <= cap.spent.output_tokens <= 20


def test_a_stream_left_early_is_settled_too():
    cap = Budget(tokens=1000)
    client, _ = bare(cap, lambda r: stream_response(chat_stream(["a"] * 15, usage=True)))
    with client.chat.completions.create(**ASK, stream=True) as stream:
        next(iter(stream))
    assert cap.spent.calls == 1
    assert cap.left.tokens == 1000 - cap.spent.tokens


def test_n_multiplies_and_a_missing_maximum_is_the_models_own():
    plain = worst_of()
    assert plain - 20 == worst_of(max_tokens=40) - 40 <= 80
    assert worst_of(n=5) - 5 * 20 - (plain - 20) <= 5
    no_limit = {k: v for k, v in ASK.items() if k != "max_tokens"}
    with pytest.raises(openai.APIStatusError, match="up to 128000 out"):
        bare(Budget(tokens=1000))[0].chat.completions.create(**no_limit)
    assert worst_of(max_tokens=None, max_completion_tokens=30) - 30 <= 80


def test_text_kept_at_the_vendor_counts_as_a_full_context():
    client, seen = bare(Budget(usd=0.05))
    asked = {"model": "gpt-6-luna", "input": "go on", "max_output_tokens": 10}
    with pytest.raises(openai.APIStatusError, match="1050000 tokens in"):
        client.responses.create(**asked, previous_response_id="resp_1", store=False)
    assert seen == []


def test_a_dollar_cap_lets_no_unpriced_model_through():
    client, seen = bare(Budget(usd=1.0))
    with pytest.raises(openai.APIStatusError, match="no price known for model 'gpt-99'"):
        client.chat.completions.create(**{**ASK, "model": "gpt-99"})
    with pytest.raises(openai.APIStatusError, match="No price is known for POST /v1/images/generations"):
        client.images.generate(prompt="a cat")
    assert seen == []


def test_counting_tokens_and_listing_models_is_not_a_call():
    cap = Budget(calls=0, usd=0.0)
    client, seen = claude(cap, {"input_tokens": 3})
    assert client.messages.count_tokens(model="m", messages=ASK["messages"]).input_tokens == 3
    assert (len(seen), cap.spent) == (1, Usage())


def test_dollars_do_not_bind_where_answers_are_free_but_tokens_and_calls_do():
    with answering(vendor()[0]), budget(usd=0.0, calls=1) as cap:
        OpenAI().chat.completions.create(**ASK)
        with pytest.raises(openai.APIStatusError, match="1 call"):
            OpenAI().chat.completions.create(**ASK)
    assert cap.spent == Usage(9, 3, 2, 1, 0.0)
    with answering(vendor()[0]), budget(tokens=10), pytest.raises(anthropic.APIStatusError):
        Anthropic().messages.create(**ASK_CLAUDE)


def test_budgets_nest_and_the_tighter_one_binds():
    async def ask():
        return await AsyncOpenAI().chat.completions.create(**ASK)

    with answering(vendor()[0]), budget(calls=10) as outer:
        with budget(calls=1) as inner:
            asyncio.run(ask())
            with pytest.raises(openai.APIStatusError):
                asyncio.run(ask())
        asyncio.run(ask())
    assert (inner.spent.calls, outer.spent.calls) == (1, 2)  # a refused call was not sent, whoever refused it


def test_a_budget_without_a_cap_is_an_error():
    with pytest.raises(ValueError, match="budget needs a cap"), budget():
        pass


def test_a_budget_reads_well():
    cap = Budget(usd=0.5, calls=3)
    assert repr(cap) == "Budget($0.5000, 3 calls; spent: 0 calls, 0 + 0 tokens, $0.0000)"
    assert cap.left == (0.5, None, 3)


def test_paid_sources_carry_a_hard_cap_without_being_asked(monkeypatch):
    transport, seen = vendor()
    monkeypatch.setattr("kit.models.sources._chosen", None)
    monkeypatch.setattr("kit.models.wire.kept", lambda url: transport)
    monkeypatch.delenv("KIT_NO_PAID")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-in-a-test")
    before, spent = paid_budget().usd, paid_budget().spent
    assert before == 1.0
    try:
        kit.use("openai", budget_usd=0.0)
        with pytest.raises(openai.APIStatusError, match=r"raise the cap with kit\.use") as caught:
            OpenAI().chat.completions.create(**ASK)
        assert (caught.value.status_code, seen) == (402, [])
        kit.use("openai", budget_usd=1.0)
        OpenAI().chat.completions.create(**ASK)
        with answering(vendor()[0]):
            OpenAI().chat.completions.create(**ASK)
        assert paid_budget().spent.calls - spent.calls == 1
        assert json.loads(seen[0].content)["model"] == "gpt-6-luna"
        assert message()["usage"]
    finally:
        paid_budget().usd, paid_budget().spent = before, spent
