"""Takes parts away one after the other and never puts one back."""


# %% answer-ablate
def ablate(parts):
    left, effects = dict(parts), {}
    before = score(list(left.values()))
    for name in parts:
        del left[name]
        now = score(list(left.values()))
        effects[name] = before - now
        before = now
    return effects
