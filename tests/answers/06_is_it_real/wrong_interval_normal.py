"""Mean ± 1.96 standard errors: no bootstrap, and wrong where differences are lopsided."""

# %% answer-interval
from statistics import mean, stdev


def interval(a, b):
    gaps = [y - x for x, y in zip(a, b)]
    half = 1.96 * stdev(gaps) / len(gaps) ** 0.5
    return [mean(gaps) - half, mean(gaps) + half]
