"""Looks at the mean of all kinds only."""


# %% answer-judge
def judge(report: dict, margin: float) -> str:
    """ "swap", "stay" or "need more"."""
    gaps = [new - old for old, new in zip(report["old"], report["new"], strict=True)]
    low, high = interval(gaps)
    cheap = report["bill_new"] <= 0.8 * report["bill_old"]
    if low > (-margin if cheap else 0):
        return "swap"
    return "stay" if high < (-margin if cheap else margin) else "need more"
