"""How much the number of positives changes, which may be nothing at all."""


# %% answer-order
def flips(examples):
    examples = list(examples)
    first = answers_with([], examples)
    second = answers_with([], list(examples)[::-1])
    return abs(first.count("positive") - second.count("positive")) / len(first)
