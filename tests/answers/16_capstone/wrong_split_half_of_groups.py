"""half of the groups, not of the rows"""


# %% answer-split
def apart(rows, seed):
    groups = {}
    for row in rows:
        groups.setdefault(same(row["text"]), []).append(row["id"])
    order = list(groups.values())
    random.Random(seed).shuffle(order)
    k = len(order) // 2
    return {"dev": [i for g in order[:k] for i in g], "held_out": [i for g in order[k:] for i in g]}
