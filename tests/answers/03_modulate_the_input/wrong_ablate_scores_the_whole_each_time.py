"""Pays for the whole prompt again with every part."""


# %% answer-ablate
def ablate(parts):
    def texts(without):
        return [text for name, text in parts.items() if name != without]

    return {name: score(texts(None)) - score(texts(name)) for name in parts}
