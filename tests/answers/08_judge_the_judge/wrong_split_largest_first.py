"""Deals the largest groups first: they are always in build."""

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
    groups.sort(key=len, reverse=True)
    build, measure = list(groups[0]), list(groups[-1])
    for group in groups[1:-1]:
        (build if len(build) + len(group) <= share * len(items) else measure).extend(group)
    return build, measure
