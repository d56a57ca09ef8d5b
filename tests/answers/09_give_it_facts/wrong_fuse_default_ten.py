"""Another default for k."""

# %% answer-fuse
from itertools import zip_longest


def fuse(rankings, k=10):
    sums = {}
    for ranking in rankings:
        for place, name in enumerate(ranking, 1):
            sums[name] = sums.get(name, 0) + 1 / (k + place)
    return sorted(sums, key=lambda name: -sums[name])
