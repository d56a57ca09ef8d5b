"""Another order, but not the reverse."""


# %% answer-order
def flips(examples):
    other = [*examples[:-2], examples[-1], examples[-2]]
    first, second = answers_with([], examples), answers_with([], other)
    return sum(a != b for a, b in zip(first, second, strict=True)) / len(first)
