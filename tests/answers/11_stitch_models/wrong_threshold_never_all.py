"""Never sends all of them up."""


# %% answer-threshold
def choose_threshold(rows, keep):
    target = keep * sum(row["large"] for row in rows)
    ways = sorted({row["sure"] for row in rows})
    for t in ways:
        if sum(row["large" if row["sure"] < t else "small"] for row in rows) >= target:
            return t
    return ways[-1]
