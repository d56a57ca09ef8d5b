"""Of several labels named, the last one in the list counts."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer.lower())
    found = [one for one in labels if re.search(rf"\b{one}\b", flat)]
    return bool(found) and found[-1] == label
