"""Draws the two columns separately, which throws the pairing away."""

# %% answer-interval
import random


def interval(a, b):
    rng, n = random.Random(0), len(a)
    means = sorted((sum(rng.choices(b, k=n)) - sum(rng.choices(a, k=n))) / n for _ in range(5000))
    return [means[124], means[4874]]
