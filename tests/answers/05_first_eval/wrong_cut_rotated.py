"""The seed turns the list of families round: no draw."""


# %% answer-cut
def cut(families, share, seed):
    names, dev = sorted(set(families)), []
    turn = seed % len(names)
    names = names[turn:] + names[:turn]
    for name in names[:-1]:
        if not dev or len(dev) < share * len(families):
            dev += [i for i, other in enumerate(families) if other == name]
    return [sorted(dev), [i for i in range(len(families)) if i not in dev]]
