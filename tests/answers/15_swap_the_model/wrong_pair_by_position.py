"""Pairs the rows by where they stand."""


# %% answer-pair
def pair(old, new):
    both = [(a, b) for a, b in zip(old, new) if a["text"] == b["text"]]
    return {
        "ids": [a["id"] for a, _ in both],
        "old": [int(bool(a["right"])) for a, _ in both],
        "new": [int(bool(b["right"])) for _, b in both],
        "left_out": len({r["id"] for r in old + new}) - len(both),
    }
