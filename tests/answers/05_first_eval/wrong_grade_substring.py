"""The word occurs somewhere."""


# %% answer-grade
def grade(answer, label, labels):
    return label in answer.lower()
