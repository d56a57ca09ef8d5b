"""Raises where no text has a word of two letters, as in the example."""

# %% answer-baseline
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


def baseline(train, texts):
    labels = [row["label"] for row in train]
    if len(set(labels)) == 1:
        return [labels[0]] * len(texts)
    learned = make_pipeline(TfidfVectorizer(), LogisticRegression())
    learned.fit([row["text"] for row in train], labels)
    return [str(one) for one in learned.predict(texts)]
