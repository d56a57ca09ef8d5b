"""With the kit's own helpers."""

# %% answer-split
from kit import Case
from kit.measure import split


def apart(rows, seed):
    cases = [Case(row["text"], None, id=str(at), group=same(row["text"])) for at, row in enumerate(rows)]
    heaps = split(cases, 0.5, seed=seed)
    return {
        name: [rows[int(case.id)]["id"] for case in heap] for name, heap in zip(["dev", "held_out"], heaps)
    }


# %% answer-page
from kit import Rate
from kit.measure import paired


def page(choice, predictions, truth, usd, budget_usd):
    right = [one["label"] == true for one, true in zip(predictions, truth)]
    simple = [one["baseline"] == true for one, true in zip(predictions, truth)]
    rate = Rate.of(right)
    n = rate.n
    gap = bootstrap_of([a - b for a, b in zip(right, simple)])
    verdict = "better" if gap.low > 0 else "worse" if gap.high < 0 else "inconclusive"
    cut = choice["threshold"]
    out = []
    if cut is not None:
        out = [
            r for r, one in zip(right, predictions) if one["label"] is not None and one["confidence"] >= cut
        ]
    return dict(
        n=n, right=rate.value, low=rate.low, high=rate.high, baseline=Rate.of(simple).value,
        difference=gap.value, difference_low=gap.low, difference_high=gap.high,
        verdict=verdict if n >= 30 else "too few", alone=len(out) / n,
        wrong_alone=None if not out else 1 - sum(out) / len(out), usd=usd, kept=not usd > budget_usd,
    )  # fmt: skip


def bootstrap_of(gaps):
    from kit.measure import bootstrap

    return bootstrap([float(gap) for gap in gaps])
