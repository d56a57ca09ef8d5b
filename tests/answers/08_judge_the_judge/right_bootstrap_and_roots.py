"""Groups by their roots, an interval by bootstrap."""

# %% answer-split
import random


def split(items, share, seed):
    parent = {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for item in items:
        parent[root(("c", item["customer"]))] = root(("t", " ".join(item["text"].casefold().split())))
    groups = {}
    for item in items:
        groups.setdefault(root(("c", item["customer"])), []).append(item)
    groups = list(groups.values())
    if len(groups) < 2:
        raise ValueError("one group only")
    random.Random(seed).shuffle(groups)
    build, measure = list(groups.pop()), list(groups.pop())
    for group in groups:
        (build if len(build) < share * len(items) else measure).extend(group)
    return build, measure


# %% answer-kappa
def kappa_of(a, b):
    if len(a) != len(b) or len(a) == 0:
        raise ValueError("no pairs of labels")
    n, labels = len(a), set(a) | set(b)
    if len(labels) == 1:
        raise ValueError("one label only")
    p = sum(1 for x, y in zip(a, b) if x == y) / n
    e = sum((a.count(label) / n) * (b.count(label) / n) for label in labels)
    return (p - e) / (1 - e)


# %% answer-errors
def errors_of(verdicts, labels):
    counts = {("good", "good"): 0, ("good", "bad"): 0, ("bad", "good"): 0, ("bad", "bad"): 0}
    for both in zip(verdicts, labels):
        counts[both] += 1
    good = counts["good", "good"] + counts["bad", "good"]
    bad = counts["good", "bad"] + counts["bad", "bad"]
    if good * bad == 0:
        raise ValueError("labels of one kind only")
    return {"sensitivity": counts["good", "good"] / good, "specificity": counts["bad", "bad"] / bad}


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
    cut = len(drawn) // 40
    return {"rate": rate, "low": min(rate, drawn[cut]), "high": max(rate, drawn[-1 - cut])}
