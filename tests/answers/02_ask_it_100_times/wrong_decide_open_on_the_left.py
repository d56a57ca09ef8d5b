"""Whole word on the right only: 'autoreturn' and 'stockexchange' count."""

# %% answer-decide
import re


def decide(text):
    found = re.search(r"(return|exchange)\b", text.lower())
    return found[1] if found else "other"
