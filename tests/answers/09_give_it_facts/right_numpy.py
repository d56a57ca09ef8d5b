"""numpy where it fits, one embeddings call, a pattern with its own word borders."""

# %% answer-scores
import numpy as np


def scores(found, needed, k):
    ranks = np.zeros(len(found))
    for i, names in enumerate(found):
        _, firsts = np.unique(np.array(names, dtype=object).astype(str), return_index=True)
        different = [names[at] for at in sorted(firsts)][:k]
        is_needed = np.array([name in needed[i] for name in different], dtype=bool)
        if is_needed.any():
            ranks[i] = 1 / (np.argmax(is_needed) + 1)
    return {"mrr": ranks.mean(), "hit": np.count_nonzero(ranks) / len(ranks)}


# %% answer-fuse
from collections import defaultdict


def fuse(rankings, k=60):
    points = defaultdict(float)
    for ranking in rankings:
        for i, name in enumerate(ranking):
            points[name] += 1 / (k + i + 1)
    return [name for name, _ in sorted(points.items(), key=lambda item: item[1], reverse=True)]


# %% answer-tune
import numpy as np


def report(dev, test):
    settings = list(dev)
    i = int(np.argmax([np.mean(dev[s]) for s in settings]))
    return {"test": np.mean(test[settings[i]]), "dev": np.mean(dev[settings[i]]), "setting": settings[i]}


def chosen_by(dev, test, setting):
    best = [bool(np.mean(t[setting]) >= max(np.mean(v) for v in t.values())) for t in (dev, test)]
    return ["neither", "test", "dev", "both"][2 * best[0] + best[1]]


# %% answer-silence
import numpy as np


def threshold(scores, right, least):
    order = np.argsort(scores)
    values, good = np.array(scores)[order], np.array(right, dtype=float)[order]
    share = good[::-1].cumsum()[::-1] / np.arange(len(good), 0, -1)
    firsts = np.searchsorted(values, np.unique(values))
    fits = [values[i] for i in firsts if share[i] >= least]
    return float(fits[0]) if fits else None


def reply(hits, least):
    if least is None:
        return None
    return next((quote for score, quote in hits[:1] if score >= least), None)


# %% answer-locate
import re


def locate(quote, page):
    if not quote.strip():
        return None
    spelt = re.sub(r"(\\?\s)+", r"\\s+", re.escape(quote.strip()))
    found = re.search(rf"(?:^|(?<=[^a-z0-9]))({spelt})(?:$|(?=[^a-z0-9]))", page, re.I)
    return [found.start(1), found.end(1)] if found else None


# %% answer-claims
import re
from decimal import Decimal


def support(sentences, passages):
    def facts(text):
        out = set()
        for match in re.finditer(r"\d+(?:,\d{3})*(?:\.\d+)?", text):
            before, after = text[: match.start()][-1:], text[match.end() :][:1]
            sign = ("$" if before == "$" else "") + ("%" if after == "%" else "")
            out.add((sign, Decimal(match[0].replace(",", ""))))
        return out

    result = []
    for sentence in sentences:
        index = [i for i, passage in enumerate(passages) if facts(sentence).issubset(facts(passage))]
        result.append(index[0] if index else None)
    return result


# %% answer-live
import numpy as np


def nearest(question, texts):
    reply = client.embeddings.create(model=EMBEDDER, input=[*texts, question], encoding_format="float")
    rows = np.zeros((len(texts) + 1, len(reply.data[0].embedding)))
    for row in reply.data:
        rows[row.index] = row.embedding
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return int(np.argmax(rows[:-1] @ rows[-1]))
