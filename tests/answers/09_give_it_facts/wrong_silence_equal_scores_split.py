"""Takes questions one by one, so that equal scores fall on both sides."""


# %% answer-silence
def threshold(scores, right, least):
    pairs = sorted(zip(scores, right), reverse=True)
    best, good = None, 0
    for n, (score, is_right) in enumerate(pairs, 1):
        good += is_right
        if good / n >= least:
            best = score
    return best


def reply(hits, least):
    if least is None or not hits or hits[0][0] < least:
        return None
    return hits[0][1]
