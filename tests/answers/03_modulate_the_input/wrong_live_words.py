"""Counts words after asking."""


# %% answer-cost
def prompt_cost(messages):
    client.chat.completions.create(model=MODEL, messages=messages, max_completion_tokens=1)
    return sum(len(m["content"].split()) for m in messages)
