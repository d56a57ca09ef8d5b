"""Joins by customer, or by text, one step only."""

# %% answer-split
import random


def split(items, share, seed):
    owner = {}
    for item in items:
        owner.setdefault(" ".join(item["text"].lower().split()), item["customer"])
    group = {item["id"]: owner[" ".join(item["text"].lower().split())] for item in items}
    names = sorted(set(group.values()))
    if len(names) < 2:
        raise ValueError("one group")
    random.Random(seed).shuffle(names)
    build, measure = [], []
    for name in names:
        mine = [item for item in items if group[item["id"]] == name]
        (build if len(build) < share * len(items) else measure).extend(mine)
    return build, measure
