"""Forgets the root: the floor of coins that all fall the same way."""


# %% answer-floor


def floor_of(first, second):
    if not first or len(first) != len(second):
        raise ValueError("not the same cases")
    n = len(first)
    flips = sum(a != b for a, b in zip(first, second, strict=False))
    return {"difference": (sum(second) - sum(first)) / n, "flips": flips, "floor": 1.96 * flips / n}
