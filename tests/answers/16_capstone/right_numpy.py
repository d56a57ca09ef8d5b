"""With numpy and scipy; a baseline that remembers words; extra fields on the card."""

# %% answer-split
import numpy as np


def apart(rows, seed):
    names = sorted({same(row["text"]) for row in rows})
    order = np.random.default_rng(seed).permutation(len(names))
    size, dev = 0, set()
    for at in order:
        copies = sum(same(row["text"]) == names[at] for row in rows)
        if size + copies <= len(rows) / 2:
            dev.add(names[at])
            size += copies
    heaps = {"dev": [], "held_out": []}
    for row in rows:
        heaps["dev" if same(row["text"]) in dev else "held_out"].append(row["id"])
    return heaps


# %% answer-baseline
def baseline(train, texts):
    """The label of a text that was seen, else the commonest."""
    seen = {same(row["text"]): row["label"] for row in train}
    labels = [row["label"] for row in train]
    commonest = max(set(labels), key=labels.count)
    return [seen.get(same(text), commonest) for text in texts]


# %% answer-page
import numpy as np
from scipy.stats import binomtest


def page(choice, predictions, truth, usd, budget_usd):
    truth = np.array(truth, dtype=object)
    label = np.array([one["label"] for one in predictions], dtype=object)
    rule = np.array([one["baseline"] for one in predictions], dtype=object)
    sure = np.array([one["confidence"] for one in predictions], dtype=float)
    right, simple, n = label == truth, rule == truth, len(truth)
    ends = binomtest(int(right.sum()), n).proportion_ci(method="exact")
    gaps = right.astype(float) - simple
    draws = gaps[np.random.default_rng(0).integers(0, n, (4000, n))].mean(1)
    low, high = np.quantile(draws, [0.025, 0.975])
    cut = np.inf if choice["threshold"] is None else choice["threshold"]
    out = (sure >= cut) & np.array([one is not None for one in label])
    told = "too few" if n < 30 else "better" if low > 0 else "worse" if high < 0 else "inconclusive"
    return {
        "n": n, "right": right.mean(), "low": ends.low, "high": ends.high, "baseline": simple.mean(),
        "difference": gaps.mean(), "difference_low": low, "difference_high": high, "verdict": told,
        "alone": out.mean(), "wrong_alone": (~right[out]).mean() if out.any() else None,
        "usd": usd, "kept": bool(usd <= budget_usd), "wording": choice.get("wording"),
    }  # fmt: skip
