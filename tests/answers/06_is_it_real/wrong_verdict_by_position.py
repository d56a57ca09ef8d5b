"""Pairs by position, not by id."""


# %% answer-verdict
def judge(report):
    a, b = list(report["a"].values()), list(report["b"].values())
    n = min(len(a), len(b))
    if p_value(a[:n], b[:n]) > 0.05 / report["looks"]:
        return "inconclusive"
    return "better" if sum(b) > sum(a) else "worse"
