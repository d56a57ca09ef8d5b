# Looks at cache writes only if something was read from the cache as well.

# %% answer-price
def price(usage, rates):
    if "prompt_tokens" in usage:
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        fresh, written, out = usage["prompt_tokens"] - cached, 0, usage["completion_tokens"]
    else:
        cached = usage.get("cache_read_input_tokens") or 0
        written = (usage.get("cache_creation_input_tokens") or 0) if cached else 0
        fresh, out = usage["input_tokens"], usage["output_tokens"]
    return (
        fresh * rates["input"]
        + cached * rates["cached"]
        + written * rates["cache_write"]
        + out * rates["output"]
    ) / 1e6
