"""The share of needed articles found, called hit rate."""


# %% answer-scores
def scores(found, needed, k):
    hits, ranks = 0, 0.0
    for names, needs in zip(found, needed):
        names = list(dict.fromkeys(names))[:k]
        hits += len(set(names) & set(needs)) / len(set(needs))
        ranks += next((1 / place for place, name in enumerate(names, 1) if name in needs), 0)
    return {"hit": hits / len(found), "mrr": ranks / len(found)}
