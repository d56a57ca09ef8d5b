"""Words cut at spaces, so a full stop makes another word."""


# %% answer-suspects
def suspects(cases):
    found = []
    for case in cases:
        mine = set(case["text"].split())
        copies = [
            other["label"]
            for other in cases
            if other is not case
            and len(mine & set(other["text"].split())) >= 0.6 * len(mine | set(other["text"].split()))
        ]
        if len(copies) >= 2 and len(set(copies)) == 1 and copies[0] != case["label"]:
            found.append(case["id"])
    return found
