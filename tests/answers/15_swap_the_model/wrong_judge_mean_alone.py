"""Goes by the mean difference."""


# %% answer-judge
def judge(report, margin):
    gap = mean(report["new"]) - mean(report["old"])
    cheap = report["bill_new"] <= 0.8 * report["bill_old"]
    return "swap" if gap > (-margin if cheap else 0) else "stay"
