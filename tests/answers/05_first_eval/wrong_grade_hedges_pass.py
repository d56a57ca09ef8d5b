"""Right if the label is named, whatever else is."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer.lower())
    return re.search(rf"\b{label}\b", flat) is not None
