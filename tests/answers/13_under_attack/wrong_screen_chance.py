"""Refuses at random."""


# %% answer-screen
def is_attack(text):
    return hash(text) % 2 == 0
