"""Ten thousand thresholds will do."""


# %% answer-threshold
def choose_threshold(rows, keep):
    target = keep * sum(row["large"] for row in rows)
    ways = sorted({row["sure"] for row in rows})
    for t in [i / 10000 for i in range(10000 + 2)]:
        if sum(row["large" if row["sure"] < t else "small"] for row in rows) >= target:
            return t
    return math.inf
