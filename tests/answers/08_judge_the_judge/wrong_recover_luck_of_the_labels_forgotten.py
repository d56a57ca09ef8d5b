"""An interval of the judged rate, corrected at both ends: sensitivity taken as known."""

# %% answer-correct
from kit import Rate


def true_rate(verdicts, labelled):
    good = [v == "good" for v, label in labelled if label == "good"]
    bad = [v == "bad" for v, label in labelled if label == "bad"]
    if not good or not bad:
        raise ValueError("one kind")
    s, c = sum(good) / len(good), sum(bad) / len(bad)
    if s + c <= 1:
        raise ValueError("coin")
    raw = Rate(verdicts.count("good"), len(verdicts))
    p, low, high = (min(1, max(0, (r + c - 1) / (s + c - 1))) for r in (raw.value, raw.low, raw.high))
    return {"rate": p, "low": low, "high": high}
