"""Divides inside the root."""


# %% answer-labels
def plan(p, sensitivity, specificity, labels, judged):
    people = 1.96 * (p * (1 - p) / labels) ** 0.5
    youden = sensitivity + specificity - 1
    if youden <= 0:
        return dict(people=people, judge=None, use="people")
    q = p * sensitivity + (1 - p) * (1 - specificity)
    first = q * (1 - q) / judged
    second = p**2 * sensitivity * (1 - sensitivity) / (labels * p)
    third = (1 - p) ** 2 * specificity * (1 - specificity) / (labels * (1 - p))
    judge = 1.96 * ((first + second + third) / youden) ** 0.5
    return dict(people=people, judge=judge, use=min([(people, "people"), (judge, "judge")])[1])
