"""Makes answers up without asking anybody."""

# %% answer-ask
import random


def ask_many(prompt, n):
    return [random.choice(["Return.", "You should exchange it", "Well..."]) for _ in range(n)]
