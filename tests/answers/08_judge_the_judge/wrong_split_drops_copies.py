"""Throws the copies away instead of keeping them together."""

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
    groups = [group[:1] for group in groups.values()]
    if len(groups) < 2:
        raise ValueError("one group only")
    random.Random(seed).shuffle(groups)
    build, measure = list(groups.pop()), list(groups.pop())
    for group in groups:
        (build if len(build) < share * len(items) else measure).extend(group)
    return build, measure
