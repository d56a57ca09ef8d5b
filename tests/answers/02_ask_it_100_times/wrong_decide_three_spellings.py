"""Knows three ways to write a word, not capitals in general."""

# %% answer-decide
import re


def decide(text):
    found = re.search(r"\b(return|Return|RETURN|exchange|Exchange|EXCHANGE)\b", text)
    return found[1].lower() if found else "other"
