"""Wants thirty answers out, whatever the bound says."""


# %% answer-choose
def choose(dev_answers: dict[str, list[dict]], truth: list[str], target: float) -> dict:
    """{"wording", "threshold"}, from the dev cases."""
    right = {
        name: sum(one["label"] == true for one, true in zip(answers, truth, strict=True))
        for name, answers in dev_answers.items()
    }
    wording, threshold = max(right, key=right.get), None
    for cut in sorted(CUTS, reverse=True):
        out = [
            one["label"] == true
            for one, true in zip(dev_answers[wording], truth, strict=True)
            if one["label"] is not None and one["confidence"] >= cut
        ]
        if len(out) >= 30 and upper_bound(out.count(False), len(out), 0.05 / len(CUTS)) <= target:
            threshold = cut
    return {"wording": wording, "threshold": threshold}
