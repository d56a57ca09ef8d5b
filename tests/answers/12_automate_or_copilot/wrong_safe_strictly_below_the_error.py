"""A bound that equals the error is not safe."""


# %% answer-safe
def safe_threshold(
    confidences: list[float], right: list[bool], candidates: list[float], error: float, doubt: float = 0.05
) -> dict | None:
    """{"threshold", "coverage", "wrong", "bound"} of the largest safe coverage, or None."""
    best = None
    for threshold in sorted(candidates, reverse=True):
        answered = [good for sure, good in zip(confidences, right, strict=True) if sure >= threshold]
        if not answered:
            continue
        wrong = len(answered) - sum(answered)
        bound = upper_bound(wrong, len(answered), doubt / len(candidates))
        coverage = len(answered) / len(right)
        if bound < error and (best is None or coverage > best["coverage"]):
            best = {
                "threshold": threshold,
                "coverage": coverage,
                "wrong": wrong / len(answered),
                "bound": bound,
            }
    return best
