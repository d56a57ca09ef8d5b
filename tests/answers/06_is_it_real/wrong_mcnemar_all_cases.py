"""Tosses a coin for the cases on which the two agree, too."""

# %% answer-mcnemar
from math import comb


def p_value(a, b):
    only_a = sum(x and not y for x, y in zip(a, b, strict=False))
    only_b = sum(y and not x for x, y in zip(a, b, strict=False))
    m, fewer = len(a), min(only_a, only_b)
    return min(1, 2 * sum(comb(m, k) for k in range(fewer + 1)) / 2**m)
