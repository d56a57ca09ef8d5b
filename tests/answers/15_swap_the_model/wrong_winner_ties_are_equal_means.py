"""Ties only what has the same mean."""


# %% answer-winner
def winner(dev: dict, fresh: dict) -> dict:
    """{"name", "dev", "fresh", "tied"} of a sweep."""
    name = max(dev, key=lambda one: mean(dev[one]))
    others = [one for one in dev if one != name]
    tied = []
    for other in others:
        gaps = [a - b for a, b in zip(dev[name], dev[other], strict=True)]
        if sum(gaps) == 0:
            tied.append(other)
    return {"name": name, "dev": mean(dev[name]), "fresh": mean(fresh[name]), "tied": tied}
