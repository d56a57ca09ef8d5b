# Tells the shapes apart by a truthy input_tokens: a prompt that came from the cache alone breaks it.

# %% answer-price
def price(usage, rates):
    if usage.get("input_tokens"):
        cached = usage.get("cache_read_input_tokens") or 0
        written = usage.get("cache_creation_input_tokens") or 0
        fresh, out = usage["input_tokens"], usage["output_tokens"]
    else:
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        fresh, written, out = usage["prompt_tokens"] - cached, 0, usage["completion_tokens"]
    return (
        fresh * rates["input"]
        + cached * rates["cached"]
        + written * rates["cache_write"]
        + out * rates["output"]
    ) / 1e6
