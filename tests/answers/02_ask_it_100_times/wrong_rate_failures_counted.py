"""Counts failed calls as answers."""

# %% answer-rate
from math import sqrt


def rate_of(answers, wanted):
    came = list(answers)
    n = len(came)
    if n == 0:
        raise ValueError("no answers")
    p = came.count(wanted) / n
    z = 1.96
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return {"n": n, "share": p, "low": (middle - half) / scale, "high": (middle + half) / scale}
