"""Capitals are another word."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer)
    return {one for one in labels if re.search(rf"\b{one}\b", flat)} == {label}
