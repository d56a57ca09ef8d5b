import pytest
from genai_prices.data import providers

from kit import Usage, cost, model, use

MILLION = Usage(input_tokens=1_000_000)


@pytest.fixture(autouse=True)
def _own_source(monkeypatch):
    monkeypatch.setattr("kit.models.sources._chosen", None)


def test_local_and_simulated_answers_are_free():
    assert cost(MILLION, model("small")) == 0.0
    use("simulated")
    assert cost(MILLION, model("large")) == 0.0
    assert cost(MILLION, "simulated-small") == 0.0


def test_a_vendors_price_is_the_list_price_in_the_library():
    openai = next(p for p in providers if p.id == "openai")
    listed = openai.find_model("text-embedding-3-small").prices
    assert cost(MILLION, "text-embedding-3-small") == pytest.approx(float(listed.input_mtok))


def test_output_tokens_cost_more_than_input_and_cached_ones_less():
    read, written = cost(MILLION, "gpt-6-luna"), cost(Usage(output_tokens=1_000_000), "gpt-6-luna")
    cached = cost(Usage(input_tokens=1_000_000, cached_tokens=1_000_000), "gpt-6-luna")
    assert 0 < cached < read < written


def test_an_unknown_model_has_no_price_and_the_error_says_what_to_do():
    with pytest.raises(LookupError, match=r"no price known for model 'gpt-99'.*pip install -U genai-prices"):
        cost(MILLION, "gpt-99")
