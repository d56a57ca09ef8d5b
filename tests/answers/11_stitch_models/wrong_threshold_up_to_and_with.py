"""Sends up `sure <= t`."""


# %% answer-threshold
def choose_threshold(rows, keep):
    target = keep * sum(row["large"] for row in rows)
    for t in [-1, *sorted({row["sure"] for row in rows})]:
        if sum(row["large" if row["sure"] <= t else "small"] for row in rows) >= target:
            return t
