"""Cases that are all alike are refused."""

# %% answer-repeats
from math import sqrt
from statistics import mean, stdev


def mean_over_cases(rows):
    answered = [[x for x in row if x is not None] for row in rows]
    means = [mean(map(float, row)) for row in answered if row]
    if len(means) < 2 or stdev(means) == 0:
        raise ValueError("no spread, no interval")
    value, half = mean(means), 1.96 * stdev(means) / sqrt(len(means))
    return {
        "value": value,
        "low": max(0.0, value - half),
        "high": min(1.0, value + half),
        "cases": len(means),
    }
