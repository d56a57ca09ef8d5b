"""Delivers strictly above the threshold."""


# %% answer-abstain
def abstain_rule(scored, most_wrong):
    for threshold in sorted({score for score, _ in scored}):
        rights = [right for score, right in scored if score > threshold]
        wrong = len(rights) - sum(rights)
        if wrong <= most_wrong:
            return {"threshold": threshold, "coverage": len(rights) / len(scored), "wrong": wrong}
    return {"threshold": None, "coverage": 0.0, "wrong": 0}
