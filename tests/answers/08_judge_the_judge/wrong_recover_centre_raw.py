"""The interval around the raw rate, not the corrected one."""

# %% answer-correct
from math import sqrt


def true_rate(verdicts, labelled):
    good = [v == "good" for v, label in labelled if label == "good"]
    bad = [v == "bad" for v, label in labelled if label == "bad"]
    if not good or not bad:
        raise ValueError("people gave one label only")
    s, c = sum(good) / len(good), sum(bad) / len(bad)
    if s + c <= 1:
        raise ValueError("a coin")
    n, r = len(verdicts), verdicts.count("good") / len(verdicts)
    p = min(1, max(0, (r + c - 1) / (s + c - 1)))
    s_, c_ = (sum(good) + 1) / (len(good) + 2), (sum(bad) + 1) / (len(bad) + 2)
    of_labels = p**2 * s_ * (1 - s_) / len(good) + (1 - p) ** 2 * c_ * (1 - c_) / len(bad)
    half = 1.96 * sqrt(r * (1 - r) / n + of_labels) / (s + c - 1)
    return {"rate": p, "low": max(0, r - half), "high": min(1, r + half)}
