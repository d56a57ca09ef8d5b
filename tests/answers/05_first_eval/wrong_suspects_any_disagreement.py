"""Whoever differs from any near copy is suspect."""


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
        if any(label != case["label"] for label in copies):
            found.append(case["id"])
    return found
