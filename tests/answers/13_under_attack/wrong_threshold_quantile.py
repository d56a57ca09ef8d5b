"""A quantile between two scores."""

# %% answer-threshold
import numpy as np


def threshold_for(scores, limit):
    return float(np.quantile(scores, 1 - limit))
