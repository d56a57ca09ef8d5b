"""Another correction than the one that was asked for."""


# %% answer-verdict
def judge(report):
    shared = [case for case in report["a"] if case in report["b"]]
    a, b = [report["a"][case] for case in shared], [report["b"][case] for case in shared]
    if p_value(a, b) > 1 - 0.95 ** (1 / report["looks"]):
        return "inconclusive"
    return "better" if sum(b) > sum(a) else "worse"
