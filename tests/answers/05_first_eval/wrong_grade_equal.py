"""Only the bare label passes."""


# %% answer-grade
def grade(answer, label, labels):
    return answer.strip().strip(".").lower() == label
