"""Takes equal scores apart."""


# %% answer-abstain
def abstain_rule(scored, most_wrong):
    delivered, wrong, threshold = 0, 0, None
    for score, right in sorted(scored, key=lambda row: (-row[0], not row[1])):
        if wrong + (not right) > most_wrong:
            break
        delivered, wrong, threshold = delivered + 1, wrong + (not right), score
    return {"threshold": threshold, "coverage": delivered / len(scored) if scored else 0.0, "wrong": wrong}
