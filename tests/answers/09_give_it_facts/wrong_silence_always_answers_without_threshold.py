"""No threshold was good enough, so everything is answered."""


# %% answer-silence
def threshold(scores, right, least):
    for edge in sorted(set(scores)):
        answered = [good for score, good in zip(scores, right) if score >= edge]
        if sum(answered) / len(answered) >= least:
            return edge
    return None


def reply(hits, least):
    if not hits or (least is not None and hits[0][0] < least):
        return None
    return hits[0][1]
