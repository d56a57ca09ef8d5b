"""The kit's own parts where they do what is asked."""

# %% answer-scores
from kit.measure.retrieval import hit_rate, mrr


def scores(found, needed, k):
    return {"hit": hit_rate(found, needed, k).value, "mrr": mrr(found, needed, k).value}


# %% answer-fuse
from kit.build.chunk import Passage
from kit.build.search import Hit
from kit.build.search import fuse as merge


def fuse(rankings, k=60):
    lists = [[Hit(Passage(name, name, "", 0, 0), 0.0, 1) for name in ranking] for ranking in rankings]
    return [hit.passage.id for hit in merge(*lists, k=k)]


# %% answer-tune
from statistics import fmean


def report(dev, test):
    setting = max(dev, key=lambda name: fmean(dev[name]))
    return {"setting": setting, "dev": fmean(dev[setting]), "test": fmean(test[setting])}


def chosen_by(dev, test, setting):
    on_dev = fmean(dev[setting]) == max(map(fmean, dev.values()))
    on_test = fmean(test[setting]) == max(map(fmean, test.values()))
    if on_dev and on_test:
        return "both"
    if not on_dev and not on_test:
        return "neither"
    return "dev" if on_dev else "test"


# %% answer-live
import numpy as np

from kit.build.chunk import chunk
from kit.build.embed import embedder
from kit.build.search import Dense


def nearest(question, texts):
    passages = [chunk(str(i), text)[0] for i, text in enumerate(texts)]
    embed = embedder(client, batch=1000)
    return int(Dense(passages, embed).search(question, 1)[0].passage.article_id)
