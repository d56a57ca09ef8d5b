"""A rule answers, and no model is asked."""


# %% answer-run
def run(cases, labels):
    rows = []
    for case in cases:
        answer = next((label for label in labels if label.split()[0] in case["text"].lower()), labels[0])
        rows.append({"id": case["id"], "answer": answer, "right": answer == case["label"]})
    return rows
