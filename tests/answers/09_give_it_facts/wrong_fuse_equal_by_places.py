"""Equal sums in the order of places: all first places are read first."""

# %% answer-fuse
from itertools import zip_longest


def fuse(rankings, k=60):
    sums = {}
    for ranking in rankings:
        for place, name in enumerate(ranking, 1):
            sums[name] = sums.get(name, 0) + 1 / (k + place)
    read = [n for row in zip_longest(*rankings) for n in row if n is not None]
    return sorted(dict.fromkeys(read), key=lambda name: -sums[name])
