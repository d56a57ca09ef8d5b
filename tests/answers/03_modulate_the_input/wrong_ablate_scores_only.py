"""The scores without each part, not the differences."""


# %% answer-ablate
def ablate(parts):
    return {name: score([t for other, t in parts.items() if other != name]) for name in parts}
