"""Cuts five percent from either end: a 90 % interval."""

# %% answer-correct
import random


def point(verdicts, labelled):
    good = [v == "good" for v, label in labelled if label == "good"]
    bad = [v == "bad" for v, label in labelled if label == "bad"]
    if not good or not bad:
        raise ValueError("labels of one kind only")
    s, c = sum(good) / len(good), sum(bad) / len(bad)
    if s + c <= 1:
        raise ValueError("no better than a coin")
    return min(1, max(0, (verdicts.count("good") / len(verdicts) + c - 1) / (s + c - 1)))


def true_rate(verdicts, labelled):
    rate, rng, drawn = point(verdicts, labelled), random.Random(0), []
    for _ in range(400):
        try:
            drawn.append(
                point(rng.choices(verdicts, k=len(verdicts)), rng.choices(labelled, k=len(labelled)))
            )
        except ValueError:
            continue
    drawn.sort()
    cut = len(drawn) // 20
    return {"rate": rate, "low": min(rate, drawn[cut]), "high": max(rate, drawn[-1 - cut])}
