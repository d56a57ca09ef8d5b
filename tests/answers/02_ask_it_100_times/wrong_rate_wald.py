"""The textbook p +- z*sqrt(pq/n), which has no width at 0 and at n."""

# %% answer-rate
from math import sqrt


def rate_of(answers, wanted):
    came = [answer for answer in answers if answer is not None]
    n = len(came)
    if n == 0:
        raise ValueError("no answers")
    p = came.count(wanted) / n
    z = 1.96
    half = z * sqrt(p * (1 - p) / n)
    return {"n": n, "share": p, "low": max(0, p - half), "high": min(1, p + half)}
