"""Takes a judge with a mean accuracy of a half or less for a coin."""


# %% answer-labels
def plan(p, sensitivity, specificity, labels, judged):
    people = 1.96 * (p * (1 - p) / labels) ** 0.5
    youden = sensitivity + specificity - 1
    if p * sensitivity + (1 - p) * specificity <= 0.5:
        return dict(people=people, judge=None, use="people")
    q = p * sensitivity + (1 - p) * (1 - specificity)
    first = q * (1 - q) / judged
    second = p**2 * sensitivity * (1 - sensitivity) / (labels * p)
    third = (1 - p) ** 2 * specificity * (1 - specificity) / (labels * (1 - p))
    judge = 1.96 / youden * (first + second + third) ** 0.5
    return dict(people=people, judge=judge, use=min([(people, "people"), (judge, "judge")])[1])
