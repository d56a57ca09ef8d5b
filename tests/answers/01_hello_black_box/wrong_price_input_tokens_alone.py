# The classic: on Messages, reads input_tokens and forgets the two cache fields.

# %% answer-price
def price(usage, rates):
    if "prompt_tokens" in usage:
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        fresh, out = usage["prompt_tokens"] - cached, usage["completion_tokens"]
    else:
        cached, fresh, out = 0, usage["input_tokens"], usage["output_tokens"]
    return (fresh * rates["input"] + cached * rates["cached"] + out * rates["output"]) / 1e6
