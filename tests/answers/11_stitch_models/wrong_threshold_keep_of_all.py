"""`keep` of all cases, not of what the large one gets right."""


# %% answer-threshold
def choose_threshold(rows, keep):
    for t in [*sorted({row["sure"] for row in rows}), math.inf]:
        if sum(row["large" if row["sure"] < t else "small"] for row in rows) >= keep * len(rows):
            return t
    return math.inf
