"""Most of the copies are enough."""


# %% answer-suspects
def suspects(cases):
    found = []
    for case in cases:
        mine = words_of(case["text"])
        copies = [
            other["label"]
            for other in cases
            if other is not case
            and len(mine & words_of(other["text"])) >= 0.6 * len(mine | words_of(other["text"]))
        ]
        if len(copies) >= 2 and max(copies, key=copies.count) != case["label"]:
            found.append(case["id"])
    return found
