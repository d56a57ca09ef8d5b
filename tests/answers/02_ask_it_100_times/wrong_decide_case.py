"""Forgets capitals."""

# %% answer-decide
import re


def decide(text):
    found = re.search(r"\b(return|exchange)\b", text)
    return found[1] if found else "other"
