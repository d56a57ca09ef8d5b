"""Pays for a whole answer that nobody wants."""


# %% answer-cost
def prompt_cost(messages):
    return client.chat.completions.create(model=MODEL, messages=messages).usage.prompt_tokens
