"""The first families are dev, whatever the seed."""

# %% answer-cut


def cut(families, share, seed):
    names, dev = list(dict.fromkeys(families)), []
    for name in names[:-1]:
        if not dev or len(dev) < share * len(families):
            dev += [i for i, other in enumerate(families) if other == name]
    return [sorted(dev), [i for i in range(len(families)) if i not in dev]]
