"""The normal approximation, far off for few cases."""

# %% answer-mcnemar
from math import erfc, sqrt


def p_value(a, b):
    only_a = sum(x and not y for x, y in zip(a, b, strict=False))
    only_b = sum(y and not x for x, y in zip(a, b, strict=False))
    m = only_a + only_b
    return erfc(abs(only_a - only_b) / sqrt(2 * m)) if m else 1.0
