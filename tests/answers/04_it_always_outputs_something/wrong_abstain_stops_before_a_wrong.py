"""Stops before the first wrong answer."""


# %% answer-abstain
def abstain_rule(scored, most_wrong):
    delivered, threshold = 0, None
    for score, right in sorted(scored, reverse=True):
        if not right:
            break
        delivered, threshold = delivered + 1, score
    return {"threshold": threshold, "coverage": delivered / len(scored) if scored else 0.0, "wrong": 0}
