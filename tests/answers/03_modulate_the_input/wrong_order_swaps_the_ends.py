"""Only the first and the last example change places."""


# %% answer-order
def flips(examples):
    examples = list(examples)
    first = answers_with([], examples)
    second = answers_with([], [examples[-1], *examples[1:-1], examples[0]])
    return sum(x != y for x, y in zip(first, second)) / len(first)
