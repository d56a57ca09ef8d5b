"""The first label named decides, so hedges pass."""


# %% answer-grade
def grade(answer, label, labels):
    found = re.findall("|".join(labels), re.sub("[-_ \n]+", " ", answer.lower()))
    return bool(found) and found[0] == label
