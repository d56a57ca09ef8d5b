"""The marks that came to mind are taken out, the others stick to the words."""


# %% answer-grade
def grade(answer, label, labels):
    words = re.sub(r'[_.,!*"()?:;-]', " ", answer.lower()).split()
    flat = " " + " ".join(words) + " "
    return {one for one in labels if f" {one} " in flat} == {label}
