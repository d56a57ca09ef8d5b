"""Equal sums by the alphabet."""


# %% answer-fuse
def fuse(rankings, k=60):
    sums = {}
    for ranking in rankings:
        for place, name in enumerate(ranking, 1):
            sums[name] = sums.get(name, 0) + 1 / (k + place)
    return sorted(sums, key=lambda name: (-sums[name], name))
