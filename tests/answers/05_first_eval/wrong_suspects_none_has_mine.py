"""No copy has the case's label, though they do not agree with each other."""


# %% answer-suspects
def suspects(cases):
    def bag(text):
        return words_of(text)

    def near(a, b):
        return len(a & b) >= 0.6 * len(a | b)

    found = []
    for case in cases:
        mine = bag(case["text"])
        copies = [o["label"] for o in cases if o is not case and near(mine, bag(o["text"]))]
        if len(copies) >= 2 and case["label"] not in copies:
            found.append(case["id"])
    return found
