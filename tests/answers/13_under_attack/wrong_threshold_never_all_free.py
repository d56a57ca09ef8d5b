"""Always refuses the highest score at least."""


# %% answer-threshold
def threshold_for(scores, limit):
    for threshold in sorted(set(scores)):
        if sum(score >= threshold for score in scores) <= limit * len(scores) + 1e-9:
            return threshold
    return max(scores)
