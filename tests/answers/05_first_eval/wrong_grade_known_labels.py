"""The labels are the five of the desk, whatever the list says."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer.lower())
    return {one for one in LABELS if re.search(rf"\b{one}\b", flat)} == {label}
