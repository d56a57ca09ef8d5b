"""Knows the endings -ed, -s and -ing only: 'returnable' and 'exchanger' count."""

# %% answer-decide
import re


def decide(text):
    found = re.search(r"\b(return|exchange)(?!ed|d|s|ing)", text.lower())
    return found[1] if found else "other"
