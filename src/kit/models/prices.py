"""Prices: what a usage costs, from the data inside the `genai-prices` library: no network, no table here."""

from __future__ import annotations

from kit.models.registry import Model, find
from kit.models.usage import Usage

FREE_PREFIXES = ("simulated",)


def cost(usage: Usage, model: Model | str) -> float:
    """US dollars for `usage` at `model`, at today's list price.

    Args:
        usage: tokens; `cached_tokens` get the vendor's cache-read price.
        model: a registry `Model`, or a model name. Local and simulated models cost 0.0.
    Raises:
        LookupError: no price is known for that model.
    """
    if isinstance(model, str):
        known = find(model)
        if model.startswith(FREE_PREFIXES):
            return 0.0
        name, provider, free = model, known.provider if known else None, bool(known and not known.provider)
    else:
        name, provider = model.name, model.provider
        free = model.source in ("local", "simulated", "replay")
    return 0.0 if free else price(usage, name, provider)


def price(usage: Usage, name: str, provider: str | None = None, cache_write_tokens: int = 0) -> float:
    """The list price of `usage` at a vendor's model, in US dollars; see `cost`.

    `cache_write_tokens` is the part of the input that the vendor wrote to its prompt cache.
    """
    from genai_prices import Usage as Priced
    from genai_prices import calc_price

    tokens = Priced(
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
        cache_read_tokens=min(usage.cached_tokens, usage.input_tokens),
        cache_write_tokens=min(cache_write_tokens, usage.input_tokens - usage.cached_tokens),
    )
    try:
        return float(calc_price(tokens, name, provider_id=provider).total_price)
    except LookupError:
        raise LookupError(
            f"no price known for model {name!r}; update with `pip install -U genai-prices`,"
            " or choose a model of the registry: kit.model(role)"
        ) from None
