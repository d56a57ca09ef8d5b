"""Whoever differs from the constant, in either direction."""

# %% answer-ladder
from collections import Counter

from kit import Rate


def ladder(dev, held_out, answers):
    commonest = Counter(sorted(dev)).most_common(1)[0][0]
    rungs = {**answers, "constant": [commonest] * len(held_out)}
    return {name: sum(a == b for a, b in zip(said, held_out, strict=True)) for name, said in rungs.items()}


def shown(rights, n):
    floor = rights["constant"] / n
    return sorted(
        k for k, v in rights.items() if k != "constant" and not Rate(v, n).low <= floor <= Rate(v, n).high
    )
