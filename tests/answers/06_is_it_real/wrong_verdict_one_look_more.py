"""Divides by one look too many."""


# %% answer-verdict
def judge(report):
    shared = [case for case in report["a"] if case in report["b"]]
    a, b = [report["a"][case] for case in shared], [report["b"][case] for case in shared]
    if p_value(a, b) > 0.05 / (report["looks"] + 1):
        return "inconclusive"
    return "better" if sum(b) > sum(a) else "worse"
