"""Cases are shuffled, so families are cut."""

# %% answer-cut
import random


def cut(families, share, seed):
    places = list(range(len(families)))
    random.Random(seed).shuffle(places)
    k = max(1, min(len(places) - 1, round(share * len(places))))
    return [sorted(places[:k]), sorted(places[k:])]
