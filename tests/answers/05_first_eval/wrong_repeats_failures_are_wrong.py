"""A failed call counts as a wrong answer."""

# %% answer-repeats
from math import sqrt
from statistics import mean, stdev


def mean_over_cases(rows):
    answered = [[bool(x) for x in row] for row in rows]
    means = [mean(map(float, row)) for row in answered if row]
    if len(means) < 2:
        raise ValueError("two cases or more, please")
    value, half = mean(means), 1.96 * stdev(means) / sqrt(len(means))
    return {
        "value": value,
        "low": max(0.0, value - half),
        "high": min(1.0, value + half),
        "cases": len(means),
    }
