"""Plain loops, exact fractions, a walk along the page, and an asynchronous client in two calls."""


# %% answer-scores
def scores(found, needed, k):
    hits, total = 0, 0.0
    for names, needs in zip(found, needed):
        seen = []
        for name in names:
            if name in seen:
                continue
            seen.append(name)
            if len(seen) > k:
                break
            if name in needs:
                hits += 1
                total += 1 / len(seen)
                break
    return {"hit": hits / len(found), "mrr": total / len(found), "questions": len(found)}


# %% answer-fuse
from fractions import Fraction


def fuse(rankings, k=60):
    names = []
    for ranking in rankings:
        names += [name for name in ranking if name not in names]

    def points(name):
        return sum(Fraction(1, k + ranking.index(name) + 1) for ranking in rankings if name in ranking)

    return sorted(names, key=points, reverse=True)


# %% answer-silence
def threshold(scores, right, least):
    lowest = None
    for edge in scores:
        good = all_of_them = 0
        for score, is_right in zip(scores, right):
            if score >= edge:
                all_of_them += 1
                good += is_right
        if good >= least * all_of_them and (lowest is None or edge < lowest):
            lowest = edge
    return lowest


def reply(hits, least):
    try:
        score, quote = hits[0]
        return quote if score >= least else None
    except (IndexError, TypeError):
        return None


# %% answer-locate
def locate(quote, page):
    words = quote.lower().split()
    low = page.lower()
    for start in range(len(page)):
        at, ok = start, bool(words)
        for i, word in enumerate(words):
            if i:
                rest = low[at:]
                gap = len(rest) - len(rest.lstrip())
                ok = ok and gap > 0
                at += gap
            ok = ok and low.startswith(word, at)
            at += len(word)
            if not ok:
                break
        before = page[start - 1] if start else " "
        after = page[at] if at < len(page) else " "
        if ok and not before.isalnum() and not after.isalnum():
            return start, at
    return None


# %% answer-live
import asyncio

from kit import AsyncOpenAI


async def nearest(question, texts):
    other = AsyncOpenAI()
    first = await other.embeddings.create(model=EMBEDDER, input=question)
    second = await other.embeddings.create(model=EMBEDDER, input=list(texts))
    asked = first.data[0].embedding
    best, most = 0, -2.0
    for row in sorted(second.data, key=lambda row: row.index):
        v = row.embedding
        cosine = sum(a * b for a, b in zip(asked, v)) / sum(b * b for b in v) ** 0.5
        cosine /= sum(a * a for a in asked) ** 0.5
        if cosine > most:
            best, most = row.index, cosine
    return best
