"""A dot does not match a line break: only the first line of the answer is read."""

# %% answer-decide
import re


def decide(text):
    found = re.match(r".*?\b(return|exchange)\b", text.strip().lower())
    return found[1] if found else "other"
