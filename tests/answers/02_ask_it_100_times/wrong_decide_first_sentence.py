"""Reads the first sentence only."""

# %% answer-decide
import re


def decide(text):
    found = re.search(r"\b(return|exchange)\b", text.lower().split(".")[0])
    return found[1] if found else "other"
