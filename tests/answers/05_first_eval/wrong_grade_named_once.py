"""The label must be named exactly once."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer.lower())
    return [one for one in labels for _ in re.findall(rf"\b{one}\b", flat)] == [label]
