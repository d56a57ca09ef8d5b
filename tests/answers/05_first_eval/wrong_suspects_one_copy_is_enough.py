"""A single near copy accuses."""


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
        if copies and len(set(copies)) == 1 and copies[0] != case["label"]:
            found.append(case["id"])
    return found
