"""returned counts as return."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer.lower())
    return {one for one in labels if one in flat} == {label}
