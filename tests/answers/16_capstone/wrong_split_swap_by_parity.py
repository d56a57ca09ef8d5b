"""the seed only swaps the two heaps"""


# %% answer-split
def apart(rows: list[dict], seed: int) -> dict:
    """{"dev": ids, "held_out": ids}, with no copy across."""
    groups = {}
    for row in rows:
        groups.setdefault(same(row["text"]), []).append(row["id"])
    order = list(groups.values())
    dev, held_out = [], []
    if seed % 2:
        order.reverse()
    for ids in order:
        (dev if len(dev) <= len(held_out) else held_out).extend(ids)
    return {"dev": dev, "held_out": held_out}
