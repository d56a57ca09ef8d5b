"""Looks at the scores alone."""


# %% answer-verdict
def judge(report):
    a, b = report["a"].values(), report["b"].values()
    before, after = sum(a) / len(a), sum(b) / len(b)
    return "better" if after > before else "worse" if after < before else "inconclusive"
