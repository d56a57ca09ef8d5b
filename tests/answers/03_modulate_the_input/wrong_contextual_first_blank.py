"""Uses one blank of several."""


# %% answer-contextual
def contextual(scores, blanks):
    odds = {label: exp(v - blanks[0][label]) for label, v in scores.items()}
    return {label: odd / sum(odds.values()) for label, odd in odds.items()}
