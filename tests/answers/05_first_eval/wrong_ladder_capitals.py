"""Capitals make no difference."""

# %% answer-ladder
from collections import Counter

from kit import Rate


def ladder(dev, held_out, answers):
    commonest = Counter(sorted(dev)).most_common(1)[0][0]
    rungs = {**answers, "constant": [commonest] * len(held_out)}
    return {
        name: sum(a.strip().lower() == b for a, b in zip(said, held_out, strict=True))
        for name, said in rungs.items()
    }


def shown(rights, n):
    return sorted(k for k, v in rights.items() if k != "constant" and Rate(v, n).low > rights["constant"] / n)
