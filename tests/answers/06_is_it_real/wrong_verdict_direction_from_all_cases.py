"""Takes the direction from all cases, shared or not."""


# %% answer-verdict
def judge(report):
    shared = [case for case in report["a"] if case in report["b"]]
    a, b = [report["a"][case] for case in shared], [report["b"][case] for case in shared]
    if p_value(a, b) > 0.05 / report["looks"]:
        return "inconclusive"
    return "better" if sum(report["b"].values()) > sum(report["a"].values()) else "worse"
