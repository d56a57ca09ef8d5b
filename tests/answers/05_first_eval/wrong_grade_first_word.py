"""The first word of a label is enough."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer.lower())
    found = {one for one in labels if re.search(rf"\b{one.split()[0]}\b", flat)}
    return label in found and len({one.split()[0] for one in found}) == 1
