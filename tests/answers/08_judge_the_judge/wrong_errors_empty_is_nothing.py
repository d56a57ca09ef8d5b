"""Gives 0 where there are no items."""


# %% answer-errors
def errors_of(verdicts, labels):
    counts = {("good", "good"): 0, ("good", "bad"): 0, ("bad", "good"): 0, ("bad", "bad"): 0}
    for both in zip(verdicts, labels):
        counts[both] += 1
    good = counts["good", "good"] + counts["bad", "good"]
    bad = counts["good", "bad"] + counts["bad", "bad"]
    if not labels:
        return {"sensitivity": 0.0, "specificity": 0.0}
    if good * bad == 0:
        raise ValueError("labels of one kind only")
    return {"sensitivity": counts["good", "good"] / good, "specificity": counts["bad", "bad"] / bad}
