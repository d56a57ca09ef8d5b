"""Keeps customers together, and forgets their texts."""

# %% answer-split
import random


def split(items, share, seed):
    names = sorted({item["customer"] for item in items})
    if len(names) < 2:
        raise ValueError("one group")
    random.Random(seed).shuffle(names)
    build, measure = [], []
    for name in names:
        mine = [item for item in items if item["customer"] == name]
        (build if len(build) < share * len(items) else measure).extend(mine)
    return build, measure
