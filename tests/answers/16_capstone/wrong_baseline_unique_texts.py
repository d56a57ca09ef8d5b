"""an answer per different text"""


# %% answer-baseline
def baseline(train, texts):
    labels = [row["label"] for row in train]
    return list({text: Counter(labels).most_common(1)[0][0] for text in texts}.values())
