"""Counts a case that one side lacks as wrong there."""


# %% answer-verdict
def judge(report):
    ids = sorted(set(report["a"]) | set(report["b"]))
    a, b = ([report[side].get(case, False) for case in ids] for side in "ab")
    if p_value(a, b) > 0.05 / report["looks"]:
        return "inconclusive"
    return "better" if sum(b) > sum(a) else "worse"
