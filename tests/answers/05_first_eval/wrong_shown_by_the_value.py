"""Any sorter with more right than the constant."""

# %% answer-ladder
from collections import Counter


def ladder(dev, held_out, answers):
    commonest = Counter(sorted(dev)).most_common(1)[0][0]
    rungs = {**answers, "constant": [commonest] * len(held_out)}
    return {name: sum(a == b for a, b in zip(said, held_out, strict=True)) for name, said in rungs.items()}


def shown(rights, n):
    return sorted(k for k in rights if rights[k] > rights["constant"])
