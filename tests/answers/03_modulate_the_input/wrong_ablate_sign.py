"""Without minus with: a part that helps is negative."""


# %% answer-ablate
def ablate(parts):
    whole = score(list(parts.values()))
    return {n: score([t for m, t in parts.items() if m != n]) - whole for n in parts}
