"""Whatever is no letter may stand between the words of a label."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[^a-z]+", " ", answer.lower())
    return {one for one in labels if re.search(rf"\b{one}\b", flat)} == {label}
