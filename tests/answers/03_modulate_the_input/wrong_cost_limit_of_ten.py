"""Lets the answer be ten tokens long."""


# %% answer-cost
def prompt_cost(messages):
    return client.chat.completions.create(model=MODEL, messages=messages, max_tokens=10).usage.prompt_tokens
