"""Drops copies after the first k passages were taken."""


# %% answer-scores
def scores(found, needed, k):
    ranks = []
    for names, needs in zip(found, needed):
        first = list(dict.fromkeys(names[:k]))
        places = [place for place, name in enumerate(first, 1) if name in needs]
        ranks.append(1 / places[0] if places else 0)
    return {"hit": sum(rank > 0 for rank in ranks) / len(ranks), "mrr": sum(ranks) / len(ranks)}
