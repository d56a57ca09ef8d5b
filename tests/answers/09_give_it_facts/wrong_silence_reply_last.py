"""Gives the last quote that scores enough, not the first."""


# %% answer-silence
def threshold(scores, right, least):
    for edge in sorted(set(scores)):
        answered = [good for score, good in zip(scores, right) if score >= edge]
        if sum(answered) / len(answered) >= least:
            return edge
    return None


def reply(hits, least):
    if least is None or not hits or hits[0][0] < least:
        return None
    return [q for s, q in hits if s >= least][-1]
