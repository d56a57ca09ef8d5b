"""Knows the texts that it has seen."""

# %% answer-screen
known = set(drawn("mine", 200)[0])


def is_attack(text):
    return text in known
