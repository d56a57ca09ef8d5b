"""What each part adds to an empty prompt."""


# %% answer-ablate
def ablate(parts):
    empty = score([])
    return {name: score([text]) - empty for name, text in parts.items()}
