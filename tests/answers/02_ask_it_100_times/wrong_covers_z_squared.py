"""z twice: 3.84 for 1.96."""

# %% answer-rate
from math import sqrt


def rate_of(answers, wanted):
    came = [answer for answer in answers if answer is not None]
    n = len(came)
    if n == 0:
        raise ValueError("no answers came")
    p = came.count(wanted) / n
    z = 1.96**2
    middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    return {"n": n, "share": p, "low": (middle - half) / scale, "high": (middle + half) / scale}
