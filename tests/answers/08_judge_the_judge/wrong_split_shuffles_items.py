"""Shuffles items, and cuts groups."""

# %% answer-split
import random


def split(items, share, seed):
    items = list(items)
    if len({item["customer"] for item in items}) < 2:
        raise ValueError("one group")
    random.Random(seed).shuffle(items)
    cut = round(share * len(items))
    return items[:cut], items[cut:]
