"""Walks down from the best, and stops at the first that is told apart."""


# %% answer-winner
def winner(dev: dict, fresh: dict) -> dict:
    """{"name", "dev", "fresh", "tied"} of a sweep."""
    name = max(dev, key=lambda one: mean(dev[one]))
    others = [one for one in dev if one != name]
    tied = []
    for other in sorted(others, key=lambda o: -mean(dev[o])):
        gaps = [a - b for a, b in zip(dev[name], dev[other], strict=True)]
        if interval(gaps, doubt=0.05 / len(others))[0] <= 0:
            tied.append(other)
        else:
            break
    return {
        "name": name,
        "dev": mean(dev[name]),
        "fresh": mean(fresh[name]),
        "tied": [o for o in others if o in tied],
    }
