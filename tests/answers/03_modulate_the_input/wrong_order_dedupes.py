"""Shows each example once."""


# %% answer-order
def flips(examples):
    examples = list(examples)
    first = answers_with([], list(dict.fromkeys(map(tuple, examples))))
    second = answers_with([], list(dict.fromkeys(map(tuple, examples)))[::-1])
    return sum(x != y for x, y in zip(first, second)) / len(first)
