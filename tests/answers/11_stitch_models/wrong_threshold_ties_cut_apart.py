"""Goes down the sorted rows one by one, and cuts in the middle of equals."""


# %% answer-threshold
def choose_threshold(rows, keep):
    ordered = sorted(rows, key=lambda row: row["sure"])
    target = keep * sum(row["large"] for row in rows)
    won = sum(row["small"] for row in rows)
    for row in ordered:
        if won >= target:
            return row["sure"]
        won += row["large"] - row["small"]
    return math.inf
