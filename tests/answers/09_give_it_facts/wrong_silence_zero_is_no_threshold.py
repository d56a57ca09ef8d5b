"""A threshold of 0.0 is taken for none."""


# %% answer-silence
def threshold(scores, right, least):
    for edge in sorted(set(scores)):
        answered = [good for score, good in zip(scores, right) if score >= edge]
        if sum(answered) / len(answered) >= least:
            return edge
    return None


def reply(hits, least):
    if not least or not hits or hits[0][0] < least:
        return None
    return hits[0][1]
