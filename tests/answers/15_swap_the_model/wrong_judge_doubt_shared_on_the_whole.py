"""Shares the doubt of the whole among the kinds, too."""


# %% answer-judge
def judge(report: dict, margin: float) -> str:
    """ "swap", "stay" or "need more"."""
    gaps = [new - old for old, new in zip(report["old"], report["new"], strict=True)]
    kinds = set(report["kind"])
    for kind in kinds:
        mine = [gap for gap, its in zip(gaps, report["kind"], strict=True) if its == kind]
        if interval(mine, doubt=0.05 / len(kinds))[1] < 0:
            return "stay"
    low, high = interval(gaps, 0.05 / len(kinds))
    cheap = report["bill_new"] <= 0.8 * report["bill_old"]
    if low > (-margin if cheap else 0):
        return "swap"
    return "stay" if high < (-margin if cheap else margin) else "need more"
