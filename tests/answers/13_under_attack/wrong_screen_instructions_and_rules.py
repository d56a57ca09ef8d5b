"""Takes offence at nouns."""


# %% answer-screen
def is_attack(text):
    return bool(re.search("instructions|rules|system|everything|guidelines", text.lower()))
