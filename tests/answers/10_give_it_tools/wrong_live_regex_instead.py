"""Reads the text itself and never asks the model."""

# %% answer-live
import re


def wanted_by(text):
    found = re.search("#W[0-9]{7}", text)
    return {"order_id": found[0], "reason": "no longer needed"} if found else None
