"""Counts passages, not articles."""


# %% answer-scores
def scores(found, needed, k):
    ranks = []
    for names, needs in zip(found, needed):
        places = [place for place, name in enumerate(names[:k], 1) if name in needs]
        ranks.append(1 / places[0] if places else 0)
    return {"hit": sum(rank > 0 for rank in ranks) / len(ranks), "mrr": sum(ranks) / len(ranks)}
