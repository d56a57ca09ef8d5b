"""Draws without repetition: every draw is the same set."""

# %% answer-interval
import random


def interval(a, b):
    gaps, rng = [y - x for x, y in zip(a, b, strict=False)], random.Random(0)
    n = len(gaps)
    means = sorted(sum(rng.sample(gaps, n)) / n for _ in range(5000))
    return [means[124], means[4874]]
