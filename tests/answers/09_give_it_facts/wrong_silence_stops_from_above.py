"""Comes from above and stops at the first threshold that does not do."""


# %% answer-silence
def threshold(scores, right, least):
    best = None
    for edge in sorted(set(scores), reverse=True):
        answered = [good for score, good in zip(scores, right) if score >= edge]
        if sum(answered) / len(answered) < least:
            break
        best = edge
    return best


def reply(hits, least):
    if least is None or not hits or hits[0][0] < least:
        return None
    return hits[0][1]
