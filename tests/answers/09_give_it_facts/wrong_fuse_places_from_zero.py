"""enumerate counts from 0."""


# %% answer-fuse
def fuse(rankings, k=60):
    sums = {}
    for ranking in rankings:
        for place, name in enumerate(ranking):
            sums[name] = sums.get(name, 0) + 1 / (k + place) if k + place else 1e9
    return sorted(sums, key=lambda name: -sums[name])
