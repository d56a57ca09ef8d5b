"""A label of more than half, else the first: the commonest need not be a majority."""


# %% answer-baseline
def baseline(train, texts):
    labels = [row["label"] for row in train]
    for label in labels:
        if labels.count(label) > len(labels) / 2:
            return [label] * len(texts)
    return [labels[0]] * len(texts)
