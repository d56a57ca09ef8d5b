"""Divides the wrong ones by all cases."""


# %% answer-safe
def safe_threshold(confidences, right, candidates, error, doubt=0.05):
    best = None
    for threshold in sorted(candidates, reverse=True):
        answered = [good for sure, good in zip(confidences, right, strict=True) if sure >= threshold]
        if not answered:
            continue
        wrong = len(answered) - sum(answered)
        bound = upper_bound(wrong, len(answered), doubt / len(candidates))
        coverage = len(answered) / len(right)
        if bound <= error and (best is None or coverage > best["coverage"]):
            best = {
                "threshold": threshold,
                "coverage": coverage,
                "wrong": wrong / len(right),
                "bound": bound,
            }
    return best
