"""Takes a share of the groups, not of the items."""

# %% answer-split
import random


def split(items, share, seed):
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for item in items:
        parent[root(("c", item["customer"]))] = root(("t", " ".join(item["text"].casefold().split())))
    groups = {}
    for item in items:
        groups.setdefault(root(("c", item["customer"])), []).append(item)
    groups = list(groups.values())
    if len(groups) < 2:
        raise ValueError("one group only")
    random.Random(seed).shuffle(groups)
    cut = min(len(groups) - 1, max(1, round(share * len(groups))))
    build = [item for group in groups[:cut] for item in group]
    measure = [item for group in groups[cut:] for item in group]
    return build, measure
