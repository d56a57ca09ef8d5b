"""Looks for a lowest score below 1.1: scores beyond, as of BM25, are missed."""


# %% answer-silence
def threshold(scores, right, least):
    best = 1.1
    for edge in sorted(set(scores)):
        answered = [good for score, good in zip(scores, right) if score >= edge]
        if sum(answered) / len(answered) >= least:
            best = min(best, edge)
    return None if best == 1.1 else best


def reply(hits, least):
    if least is None or not hits or hits[0][0] < least:
        return None
    return hits[0][1]
