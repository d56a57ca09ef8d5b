"""Four letters are a token, it has read, and asks nobody."""


# %% answer-cost
def prompt_cost(messages):
    return sum(len(m["content"]) for m in messages) // 4
