"""The middle 95 % of the cases, not of their mean."""

# %% answer-interval
import random


def interval(a, b):
    gaps, _rng = [y - x for x, y in zip(a, b, strict=False)], random.Random(0)
    n = len(gaps)
    found = sorted(gaps)
    return [found[int(0.025 * n)], found[int(0.975 * n)]]
