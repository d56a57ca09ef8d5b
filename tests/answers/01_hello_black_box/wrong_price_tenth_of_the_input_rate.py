# Takes cached tokens at a tenth, and cache writes at 5/4, of the input rate, whatever `rates` says.

# %% answer-price
def price(usage, rates):
    if "prompt_tokens" in usage:
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        fresh, written, out = usage["prompt_tokens"] - cached, 0, usage["completion_tokens"]
    else:
        cached = usage.get("cache_read_input_tokens") or 0
        written = usage.get("cache_creation_input_tokens") or 0
        fresh, out = usage["input_tokens"], usage["output_tokens"]
    return (
        fresh * rates["input"]
        + cached * rates["input"] * 0.1
        + written * rates["input"] * 1.25
        + out * rates["output"]
    ) / 1e6
