"""The lesson's classifier as a baseline, guarded."""

# %% answer-baseline
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


def baseline(train, texts):
    labels = [row["label"] for row in train]
    commonest = Counter(labels).most_common(1)[0][0]
    learned = make_pipeline(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), LogisticRegression(C=10))
    try:
        learned.fit([row["text"] for row in train], labels)
    except ValueError:
        return [commonest] * len(texts)
    return [str(one) for one in learned.predict(texts)]
