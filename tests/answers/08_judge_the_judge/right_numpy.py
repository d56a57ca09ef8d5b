"""With arrays."""

# %% answer-kappa
import numpy as np
from sklearn.metrics import cohen_kappa_score


def kappa_of(a, b):
    if len(a) != len(b) or len(set(a) | set(b)) < 2:
        raise ValueError("nothing to compare")
    return float(cohen_kappa_score([str(x) for x in a], [str(x) for x in b]))


# %% answer-errors
import numpy as np


def errors_of(verdicts, labels):
    said, truth = np.array(verdicts) == "good", np.array(labels) == "good"
    if truth.all() or not truth.any():
        raise ValueError("one kind")
    return {"sensitivity": said[truth].mean(), "specificity": (~said)[~truth].mean()}
