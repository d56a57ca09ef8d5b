"""The likeness is rounded to a tenth first."""


# %% answer-suspects
def suspects(cases):
    def bag(text):
        return words_of(text)

    def near(a, b):
        return round(len(a & b) / len(a | b), 1) >= 0.6

    found = []
    for case in cases:
        mine = bag(case["text"])
        copies = [o["label"] for o in cases if o is not case and near(mine, bag(o["text"]))]
        if len(copies) >= 2 and len(set(copies)) == 1 and copies[0] != case["label"]:
            found.append(case["id"])
    return found
