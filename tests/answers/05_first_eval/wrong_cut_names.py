"""Names of the families instead of places."""

# %% answer-cut
import random


def cut(families, share, seed):
    names, dev = sorted(set(families)), []
    random.Random(seed).shuffle(names)
    while len(dev) < len(names) - 1 and sum(families.count(n) for n in dev) < share * len(families):
        dev.append(names[len(dev)])
    return [dev, [n for n in names if n not in dev]]
