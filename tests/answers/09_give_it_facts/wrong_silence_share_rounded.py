"""Rounds the share before comparing it."""


# %% answer-silence
def threshold(scores, right, least):
    for edge in sorted(set(scores)):
        answered = [good for score, good in zip(scores, right) if score >= edge]
        if round(sum(answered) / len(answered), 2) >= least:
            return edge
    return None


def reply(hits, least):
    if least is None or not hits or hits[0][0] < least:
        return None
    return hits[0][1]
