"""Averages the blanks' probabilities without making them shares first."""


# %% answer-contextual
def contextual(scores, blanks):
    prior = {label: sum(exp(b[label]) for b in blanks) for label in scores}
    odds = {label: exp(v) / prior[label] for label, v in scores.items()}
    return {label: odd / sum(odds.values()) for label, odd in odds.items()}
