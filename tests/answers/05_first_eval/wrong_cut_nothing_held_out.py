"""A large share may take every family."""

# %% answer-cut
import random


def cut(families, share, seed):
    names, dev = sorted(set(families)), []
    random.Random(seed).shuffle(names)
    for name in names:
        if not dev or len(dev) < share * len(families):
            dev += [i for i, other in enumerate(families) if other == name]
    return [sorted(dev), [i for i in range(len(families)) if i not in dev]]
