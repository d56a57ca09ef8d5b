"""A word's edge by b alone."""


# %% answer-grade
def grade(answer, label, labels):
    inside = {one: r"[\s_-]+".join(one.split()) for one in labels}
    return {one for one in labels if re.search(rf"\b{inside[one]}\b", answer.lower())} == {label}
