"""The sum of both counts."""


# %% answer-cost
def prompt_cost(messages):
    reply = client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=1)
    return reply.usage.prompt_tokens + reply.usage.completion_tokens
