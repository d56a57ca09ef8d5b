"""All answers in one heap."""

# %% answer-repeats
from math import sqrt
from statistics import mean


def mean_over_cases(rows):
    answered = [[x for x in row if x is not None] for row in rows]
    means = [mean(map(float, row)) for row in answered if row]
    if len(means) < 2:
        raise ValueError("two cases or more, please")
    flat = [float(x) for row in answered for x in row]
    value, half = mean(flat), 1.96 * sqrt(mean(flat) * (1 - mean(flat)) / len(flat))
    return {
        "value": value,
        "low": max(0.0, value - half),
        "high": min(1.0, value + half),
        "cases": len(means),
    }
