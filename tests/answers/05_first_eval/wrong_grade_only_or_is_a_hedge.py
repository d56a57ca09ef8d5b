"""Hedges are looked for by the word or."""


# %% answer-grade
def grade(answer, label, labels):
    flat = re.sub(r"[\s_-]+", " ", answer.lower())
    return re.search(rf"\b{label}\b", flat) is not None and " or " not in flat
