"""Pairs by text, as if no two ids had the same."""


# %% answer-pair
def pair(old, new):
    a, b, names = {}, {}, {}
    for run, into in ((old, a), (new, b)):
        for row in run:
            names.setdefault(row["text"], row["id"])
            into.setdefault(row["text"], []).append(int(bool(row["right"])))
    both = [t for t in a if t in b]
    ids = [names[t] for t in both]
    every = {r["id"] for r in old} | {r["id"] for r in new}
    return {
        "ids": ids,
        "old": [mean(a[t]) for t in both],
        "new": [mean(b[t]) for t in both],
        "left_out": len(every) - len(ids),
    }
