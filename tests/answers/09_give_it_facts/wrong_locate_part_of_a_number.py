"""Finds "10 days" in "110 days"."""

# %% answer-locate
import re


def locate(quote, page):
    words = quote.split()
    if not words:
        return None
    found = re.search(r"\s+".join(map(re.escape, words)), page, re.IGNORECASE)
    return found.span() if found else None
