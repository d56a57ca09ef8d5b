"""The vendors' sheet as it came: no baseline."""

# %% answer-ladder

from kit import Rate


def ladder(dev, held_out, answers):
    return {name: sum(a == b for a, b in zip(said, held_out, strict=True)) for name, said in answers.items()}


def shown(rights, n):
    return sorted(k for k, v in rights.items() if k != "constant" and Rate(v, n).low > rights["constant"] / n)
