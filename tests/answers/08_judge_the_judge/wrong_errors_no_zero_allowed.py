"""Refuses a judge that never says bad, too."""


# %% answer-errors
def errors_of(verdicts, labels):
    counts = {("good", "good"): 0, ("good", "bad"): 0, ("bad", "good"): 0, ("bad", "bad"): 0}
    for both in zip(verdicts, labels):
        counts[both] += 1
    good = counts["good", "good"] + counts["bad", "good"]
    bad = counts["good", "bad"] + counts["bad", "bad"]
    if 0 in counts.values():
        raise ValueError("labels of one kind only")
    return {"sensitivity": counts["good", "good"] / good, "specificity": counts["bad", "bad"] / bad}
