"""Takes a part out and puts it back behind the others."""


# %% answer-ablate
def ablate(parts):
    left, out = dict(parts), {}
    whole = score(list(left.values()))
    for n in parts:
        text = left.pop(n)
        out[n] = whole - score(list(left.values()))
        left[n] = text
    return out
