"""Turns the list of groups by the seed: a few splits, none drawn."""

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
    turn = seed % len(groups)
    groups = groups[turn:] + groups[:turn]
    build, measure = list(groups.pop()), list(groups.pop())
    for group in groups:
        (build if len(build) < share * len(items) else measure).extend(group)
    return build, measure
