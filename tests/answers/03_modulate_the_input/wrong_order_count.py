"""The number of cases, not the share."""


# %% answer-order
def flips(examples):
    first, second = answers_with([], examples), answers_with([], list(examples)[::-1])
    return sum(a != b for a, b in zip(first, second, strict=True))
