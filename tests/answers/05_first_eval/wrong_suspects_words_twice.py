"""A word said twice is counted twice."""

# %% answer-suspects
from collections import Counter


def suspects(cases):
    def bag(text):
        return Counter(re.findall(r"\w+", text.lower()))

    def near(a, b):
        return (a & b).total() >= 0.6 * (a | b).total()

    found = []
    for case in cases:
        mine = bag(case["text"])
        copies = [o["label"] for o in cases if o is not case and near(mine, bag(o["text"]))]
        if len(copies) >= 2 and len(set(copies)) == 1 and copies[0] != case["label"]:
            found.append(case["id"])
    return found
