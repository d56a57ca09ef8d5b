"""The share is taken of the families, however large they are."""

# %% answer-cut
import random


def cut(families, share, seed):
    names = sorted(set(families))
    random.Random(seed).shuffle(names)
    chosen = set(names[: max(1, min(len(names) - 1, round(share * len(names))))])
    return [
        [i for i, f in enumerate(families) if f in chosen],
        [i for i, f in enumerate(families) if f not in chosen],
    ]
