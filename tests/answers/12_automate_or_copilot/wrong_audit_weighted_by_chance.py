"""Weights by the chance, not by one over it."""


# %% answer-audit
def audit(cases):
    read = [case for case in cases if case["read"]]
    if not read:
        return {"read": 0, "plain": None, "weighted": None}
    weights = [case["chance"] for case in read]
    wrong = sum(weight for weight, case in zip(weights, read, strict=True) if case["wrong"])
    blind = any(case["chance"] == 0 for case in cases)
    return {
        "read": len(read),
        "plain": sum(case["wrong"] for case in read) / len(read),
        "weighted": None if blind else wrong / sum(weights),
    }
