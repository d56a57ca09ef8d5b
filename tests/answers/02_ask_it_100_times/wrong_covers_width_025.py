"""Plus or minus 25 points, whatever n is."""

# %% answer-rate


def rate_of(answers, wanted):
    came = [answer for answer in answers if answer is not None]
    n = len(came)
    if n == 0:
        raise ValueError("no answers came")
    p = came.count(wanted) / n
    return {"n": n, "share": p, "low": p - 0.25, "high": p + 0.25}
