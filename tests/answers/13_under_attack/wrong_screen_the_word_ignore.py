"""Takes offence at the attackers' verbs."""


# %% answer-screen
def is_attack(text):
    return any(verb in text.lower() for verb in ("ignore", "disregard", "forget", "override", "never mind"))
