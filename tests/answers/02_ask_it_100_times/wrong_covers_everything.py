"""From 0 to 1: an interval that is always right and says nothing."""

# %% answer-rate


def rate_of(answers, wanted):
    came = [answer for answer in answers if answer is not None]
    n = len(came)
    if n == 0:
        raise ValueError("no answers came")
    p = came.count(wanted) / n
    return {"n": n, "share": p, "low": 0.0, "high": 1.0}
