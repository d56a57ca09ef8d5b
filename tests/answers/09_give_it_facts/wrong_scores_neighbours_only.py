"""Drops copies that stand side by side only."""

# %% answer-scores
from itertools import groupby


def scores(found, needed, k):
    ranks, hits = [], []
    for names, needs in zip(found, needed):
        first = [name for name, _ in groupby(names)][:k]
        places = [place for place, name in enumerate(first, 1) if name in needs]
        ranks.append(1 / places[0] if places else 0)
        hits.append(1 if places else 0)
    return {"hit": sum(hits) / len(found), "mrr": sum(ranks) / len(found)}
