"""A customer and a text of the same name are one key."""

# %% answer-split
import random


def split(items, share, seed):
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for item in items:
        parent[root(item["customer"].lower())] = root(" ".join(item["text"].casefold().split()))
    groups = {}
    for item in items:
        groups.setdefault(root(item["customer"].lower()), []).append(item)
    groups = list(groups.values())
    if len(groups) < 2:
        raise ValueError("one group only")
    random.Random(seed).shuffle(groups)
    build, measure = list(groups.pop()), list(groups.pop())
    for group in groups:
        (build if len(build) < share * len(items) else measure).extend(group)
    return build, measure
