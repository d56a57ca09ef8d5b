"""Reverses the list in place before the first asking has happened."""


# %% answer-order
def flips(examples):
    second = examples
    second.reverse()
    first = answers_with([], examples)
    return sum(a != b for a, b in zip(first, answers_with([], second), strict=True)) / len(first)
