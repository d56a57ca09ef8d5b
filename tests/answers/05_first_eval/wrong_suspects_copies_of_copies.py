"""A copy of a copy is taken for a copy."""


# %% answer-suspects
def suspects(cases):
    bags = [words_of(case["text"]) for case in cases]
    family = list(range(len(cases)))
    for i in range(len(cases)):
        for j in range(i):
            if len(bags[i] & bags[j]) >= 0.6 * len(bags[i] | bags[j]):
                family = [family[j] if one == family[i] else one for one in family]
    found = []
    for i, case in enumerate(cases):
        copies = [o["label"] for j, o in enumerate(cases) if j != i and family[j] == family[i]]
        if len(copies) >= 2 and len(set(copies)) == 1 and copies[0] != case["label"]:
            found.append(case["id"])
    return found
