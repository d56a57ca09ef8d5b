# Breaks on the fields that may be missing or None.

# %% answer-price
def price(usage, rates):
    if "prompt_tokens" in usage:
        cached = usage["prompt_tokens_details"]["cached_tokens"]
        fresh, written, out = usage["prompt_tokens"] - cached, 0, usage["completion_tokens"]
    else:
        cached, written = usage["cache_read_input_tokens"], usage["cache_creation_input_tokens"]
        fresh, out = usage["input_tokens"], usage["output_tokens"]
    return (
        fresh * rates["input"]
        + cached * rates["cached"]
        + written * rates["cache_write"]
        + out * rates["output"]
    ) / 1e6
