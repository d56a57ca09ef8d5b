"""Two copies of another label are enough, whatever the others say."""


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
        if sum(label != case["label"] for label in copies) >= 2:
            found.append(case["id"])
    return found
