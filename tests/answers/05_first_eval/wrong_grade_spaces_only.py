"""Hyphens and underscores inside a label are not known."""


# %% answer-grade
def grade(answer, label, labels):
    flat = " ".join(answer.lower().split())
    return {one for one in labels if re.search(rf"\b{one}\b", flat)} == {label}
