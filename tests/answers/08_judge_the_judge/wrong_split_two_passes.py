"""Joins groups in two passes: long chains are cut."""

# %% answer-split
import random


def split(items, share, seed):
    names = list(range(len(items)))
    for _ in range(2):
        for key in ("customer", "text"):
            words = [" ".join(item[key].lower().split()) for item in items]
            least = {}
            for name, word in zip(names, words):
                least[word] = min(name, least.get(word, name))
            names = [least[word] for word in words]
    order = sorted(set(names))
    if len(order) < 2:
        raise ValueError("one group")
    random.Random(seed).shuffle(order)
    build, measure = [], []
    for k, name in enumerate(order):
        mine = [item for item, other in zip(items, names) if other == name]
        heap = measure if k == 0 or (k > 1 and len(build) >= share * len(items)) else build
        heap.extend(mine)
    return build, measure
