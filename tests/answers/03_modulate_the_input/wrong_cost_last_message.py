"""Sends the last message only: the rules cost tokens too."""


# %% answer-cost
def prompt_cost(messages):
    reply = client.chat.completions.create(model=MODEL, messages=messages[-1:], max_tokens=1)
    return reply.usage.prompt_tokens
