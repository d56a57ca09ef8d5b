"""The textbook interval instead of Wilson's."""

# %% answer-ladder
from collections import Counter


def ladder(dev, held_out, answers):
    commonest = Counter(sorted(dev)).most_common(1)[0][0]
    rungs = {**answers, "constant": [commonest] * len(held_out)}
    return {name: sum(a == b for a, b in zip(said, held_out, strict=True)) for name, said in rungs.items()}


def shown(rights, n):
    def low(k):
        p = k / n
        return p - 1.96 * (p * (1 - p) / n) ** 0.5

    return sorted(k for k, v in rights.items() if k != "constant" and low(v) > rights["constant"] / n)
