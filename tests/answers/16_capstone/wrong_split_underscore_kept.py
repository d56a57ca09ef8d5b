"""An underscore is neither punctuation nor white space to it."""


# %% answer-split
def apart(rows: list[dict], seed: int) -> dict:
    """{"dev": ids, "held_out": ids}, with no copy across."""
    groups = {}
    for row in rows:
        groups.setdefault(re.sub(r"\W+", "", row["text"].casefold()), []).append(row["id"])
    order = list(groups.values())
    random.Random(seed).shuffle(order)
    dev, held_out = [], []
    for ids in order:
        (dev if len(dev) <= len(held_out) else held_out).extend(ids)
    return {"dev": dev, "held_out": held_out}
