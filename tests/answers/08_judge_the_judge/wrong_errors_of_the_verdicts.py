"""Divides by the judge's good, not by the people's (precision)."""


# %% answer-errors
def errors_of(verdicts, labels):
    good = [label == "good" for verdict, label in zip(verdicts, labels) if verdict == "good"]
    bad = [label == "bad" for verdict, label in zip(verdicts, labels) if verdict == "bad"]
    if len(set(labels)) < 2:
        raise ValueError("one kind")
    return {"sensitivity": sum(good) / len(good), "specificity": sum(bad) / len(bad)}
