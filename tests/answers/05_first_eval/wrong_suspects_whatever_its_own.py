"""Copies that agree make a suspect, whatever the case's own label."""


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
        if len(copies) >= 2 and len(set(copies)) == 1:
            found.append(case["id"])
    return found
