"""Takes 2k passages, drops copies, cuts to k."""

# %% answer-scores
from itertools import groupby


def scores(found, needed, k):
    ranks, hits = [], []
    for names, needs in zip(found, needed):
        first = list(dict.fromkeys(names[: 2 * k]))[:k]
        places = [place for place, name in enumerate(first, 1) if name in needs]
        ranks.append(1 / places[0] if places else 0)
        hits.append(1 if places else 0)
    return {"hit": sum(hits) / len(found), "mrr": sum(ranks) / len(found)}
