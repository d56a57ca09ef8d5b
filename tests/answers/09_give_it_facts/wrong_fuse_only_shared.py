"""Keeps only what every ranking has."""


# %% answer-fuse
def fuse(rankings, k=60):
    sums = {}
    for ranking in rankings:
        for place, name in enumerate(ranking, 1):
            sums[name] = sums.get(name, 0) + 1 / (k + place)
    shared = [name for name in sums if all(name in ranking for ranking in rankings)]
    return sorted(shared, key=lambda name: -sums[name])
