"""How much the share right changes, which may be nothing at all."""


# %% answer-order
def flips(examples):
    def right(shown):
        return sum(a == label for a, (_, label) in zip(answers_with([], shown), CASES, strict=True))

    return abs(right(examples) - right(list(examples)[::-1])) / len(CASES)
