"""Tries hundredths, and scores are finer."""


# %% answer-threshold
def threshold_for(scores: list[float], limit: float) -> float:
    """The lowest threshold that keeps within the limit on these harmless scores."""
    for threshold in [i / 100 for i in range(101)]:
        if sum(score >= threshold for score in scores) <= limit * len(scores) + 1e-9:
            return threshold
    return max(scores) + 1e-6
