"""Another order, but not the reverse."""


# %% answer-order
def flips(examples):
    examples = list(examples)
    first = answers_with([], examples)
    second = answers_with([], examples[1:] + examples[:1])
    return sum(x != y for x, y in zip(first, second)) / len(first)
