"""Chooses on the fresh cases."""


# %% answer-winner
def winner(dev: dict, fresh: dict) -> dict:
    """{"name", "dev", "fresh", "tied"} of a sweep."""
    name = max(dev, key=lambda one: mean(fresh[one]))
    others = [one for one in dev if one != name]
    tied = []
    for other in others:
        gaps = [a - b for a, b in zip(dev[name], dev[other], strict=True)]
        if interval(gaps, doubt=0.05 / len(others))[0] <= 0:
            tied.append(other)
    return {"name": name, "dev": mean(dev[name]), "fresh": mean(fresh[name]), "tied": tied}
