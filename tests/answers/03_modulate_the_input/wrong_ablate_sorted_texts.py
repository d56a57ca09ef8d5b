"""Scores the texts in another order than they are given."""


# %% answer-ablate
def ablate(parts):
    whole = score(list(parts.values()))
    return {n: whole - score(sorted([t for m, t in parts.items() if m != n])) for n in parts}
