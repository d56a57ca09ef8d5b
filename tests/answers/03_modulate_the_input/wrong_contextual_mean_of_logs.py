"""Averages logarithms of the blanks."""


# %% answer-contextual
def contextual(scores, blanks):
    prior = {label: sum(b[label] for b in blanks) / len(blanks) for label in scores}
    odds = {label: exp(v - prior[label]) for label, v in scores.items()}
    return {label: odd / sum(odds.values()) for label, odd in odds.items()}
