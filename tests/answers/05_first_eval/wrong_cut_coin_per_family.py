"""Each family tosses a coin, so the share is left to luck."""

# %% answer-cut
import random


def cut(families, share, seed):
    die = random.Random(seed)
    side = {name: die.random() < share for name in sorted(set(families))}
    return [
        [i for i, f in enumerate(families) if side[f]],
        [i for i, f in enumerate(families) if not side[f]],
    ]
