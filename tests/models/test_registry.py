from typing import get_args

import anthropic
import openai
import pytest
from genai_prices.data import providers

import kit
from kit import model, use
from kit.models.registry import _TABLE, CAPABILITIES, ROLES, sdk_name

CHAT = [m for m in _TABLE.values() if m.role != "embedder"]
PRICED = [m for m in _TABLE.values() if m.provider]


@pytest.fixture(autouse=True)
def _own_source(monkeypatch):
    monkeypatch.setattr("kit.models.sources._chosen", None)


def test_the_openai_sdk_knows_every_openai_name():
    known = get_args(openai.types.ChatModel)
    assert [m.name for m in CHAT if m.source == "openai" and m.name not in known] == []
    embedders = get_args(openai.types.EmbeddingModel)
    assert _TABLE["openai", "embedder"].name in embedders


def test_the_anthropic_sdk_knows_every_anthropic_name_and_none_is_deprecated():
    from anthropic.resources.messages.messages import DEPRECATED_MODELS

    known = get_args(get_args(anthropic.types.Model)[0])
    names = [m.name for m in CHAT if m.source == "anthropic"]
    assert [n for n in names if n not in known or n in DEPRECATED_MODELS] == []


@pytest.mark.parametrize("entry", PRICED, ids=lambda m: f"{m.source}-{m.role}")
def test_every_paid_model_has_a_price_and_the_context_its_vendor_states(entry):
    listed = next(p for p in providers if p.id == entry.provider).find_model(entry.name)
    assert listed.context_window == entry.context
    assert kit.cost(kit.Usage(input_tokens=1000, output_tokens=10), entry) > 0


def test_every_source_has_a_model_for_every_role_but_two_embed_nothing():
    missing = [
        (s, r) for s in ("local", "simulated", "openai", "anthropic") for r in ROLES if (s, r) not in _TABLE
    ]
    assert missing == [("simulated", "embedder"), ("anthropic", "embedder")]


def test_newer_vendor_models_take_no_temperature_seed_or_prefill():
    refused = {"temperature", "seed", "prefill", "logprobs"}
    assert all(not refused & m.capabilities for m in CHAT if m.provider)
    assert refused <= _TABLE["local", "small"].capabilities
    assert all(m.capabilities <= CAPABILITIES for m in _TABLE.values())


def test_asking_about_a_capability_that_is_none_is_an_error():
    assert model("small").can("temperature")
    with pytest.raises(ValueError, match="no capability 'temprature'; there are: cache_prompt"):
        model("small").can("temprature")


def test_a_role_that_is_none_is_an_error():
    with pytest.raises(ValueError, match="no role 'big'; there are: small, large, judge, embedder"):
        model("big")


def test_the_role_follows_the_source(monkeypatch):
    assert model("small").source == "local"
    use("simulated")
    assert model("judge").name == "simulated-judge"
    monkeypatch.setenv("KIT_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("KIT_MODEL_NAME", "qwen3:8b")
    use("compatible")
    assert (model("small").name, model("large").name) == ("qwen3:8b", "qwen3:8b")


def test_the_name_is_for_the_sdk_that_asks(monkeypatch, capsys):
    monkeypatch.delenv("KIT_NO_PAID", raising=False)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-planted-in-a-test")
    use("openai")
    assert model("small").name == "gpt-6-luna"
    assert model("small", "anthropic").source == "local"
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-planted-in-a-test-too")
    assert model("small", anthropic.Anthropic).name == "claude-haiku-5-5"
    with pytest.raises(LookupError, match="source 'anthropic' has no embedder"):
        model("embedder", "anthropic")


def test_an_sdk_is_recognised_by_name_class_or_client():
    clients = [openai.OpenAI, openai.AsyncOpenAI(api_key="x"), kit.OpenAI, kit.AsyncOpenAI()]
    assert {sdk_name(c) for c in clients} == {"openai"}
    assert {sdk_name(c) for c in (anthropic.Anthropic, kit.Anthropic(), "Anthropic")} == {"anthropic"}
    with pytest.raises(ValueError, match="not 3"):
        sdk_name(3)


def test_the_local_messages_wire_claims_only_what_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KIT_SOURCE", "local")
    assert model("small", "openai").can("seed")
    assert not model("small", "anthropic").can("seed")
    assert not model("small", "anthropic").can("json_schema")
    assert model("small", "anthropic").can("messages")
