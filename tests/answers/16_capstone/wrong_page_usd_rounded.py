"""Rounds the money."""

# %% answer-page
from math import sqrt


def page(choice: dict, predictions: list[dict], truth: list[str], usd: float, budget_usd: float) -> dict:
    """The numbers of an eval card."""
    n, z = len(truth), 1.96
    right = [one["label"] == true for one, true in zip(predictions, truth, strict=True)]
    simple = [one["baseline"] == true for one, true in zip(predictions, truth, strict=True)]
    p = sum(right) / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)

    gaps = [a - b for a, b in zip(right, simple, strict=True)]
    gap = sum(gaps) / n
    error = z * sqrt(sum((x - gap) ** 2 for x in gaps)) / n
    verdict = "better" if gap - error > 0 else "worse" if gap + error < 0 else "inconclusive"

    cut = choice["threshold"]
    out = [
        ok
        for ok, one in zip(right, predictions, strict=True)
        if cut is not None and one["label"] is not None and one["confidence"] >= cut
    ]
    return {
        "n": n,
        "right": p,
        "low": middle - half,
        "high": middle + half,
        "baseline": sum(simple) / n,
        "difference": gap,
        "difference_low": gap - error,
        "difference_high": gap + error,
        "verdict": "too few" if n < 30 else verdict,
        "alone": len(out) / n,
        "wrong_alone": out.count(False) / len(out) if out else None,
        "usd": round(usd, 4),
        "kept": usd <= budget_usd,
    }
