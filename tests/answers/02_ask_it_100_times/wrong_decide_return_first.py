"""Prefers return over exchange whichever comes first."""

# %% answer-decide
import re


def decide(text):
    words = re.findall(r"[a-z]+", text.lower())
    if "return" in words:
        return "return"
    return "exchange" if "exchange" in words else "other"
